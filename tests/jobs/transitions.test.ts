import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { isTerminal, STATUSES, type Status, TRANSITIONS, type Verb } from "@/lib/jobs/lifecycle";
import { insertBatch } from "@/lib/jobs/transitions/batch";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { cancelRun } from "@/lib/jobs/transitions/cancel-run";
import { claim } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { continueRun } from "@/lib/jobs/transitions/continue";
import { defer } from "@/lib/jobs/transitions/defer";
import { exhaust } from "@/lib/jobs/transitions/exhaust";
import { expire } from "@/lib/jobs/transitions/expire";
import { fail } from "@/lib/jobs/transitions/fail";
import { hasten } from "@/lib/jobs/transitions/hasten";
import { heartbeat } from "@/lib/jobs/transitions/heartbeat";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { park, unpark } from "@/lib/jobs/transitions/park";
import { rescue } from "@/lib/jobs/transitions/rescue";
import { retire } from "@/lib/jobs/transitions/retire";
import { retry } from "@/lib/jobs/transitions/retry";
import { revive } from "@/lib/jobs/transitions/revive";
import { waitForBatch } from "@/lib/jobs/transitions/wait";
import { wake } from "@/lib/jobs/transitions/wake";
import { alter, footprint, plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

type Trial = {
  /** Makes every guard of the verb hold, except the one on the status. */
  favour: SQL;
  /** True when the verb says that it moved the row. */
  act(row: Leg): Promise<boolean>;
};

const ended = (jobId: string) => ({
  run: { jobId, run: 1, leg: 1, attempt: 1 },
  progress: null,
  error: null,
  messageId: null,
  appVersion: null,
});

const TRIALS: Record<Verb, Trial> = {
  claim: {
    favour: sql`lease_until = clock_timestamp() - interval '1 minute'`,
    act: async (row) => (await claim(world.db, { ...row, claimId: randomUUID() })).claimed,
  },
  heartbeat: {
    favour: sql`priority = 0`,
    act: async ({ jobId }) => (await heartbeat(world.db, { jobId, run: 1 }, null)) === "held",
  },
  complete: {
    favour: sql`priority = 0`,
    act: async ({ jobId }) => (await complete(world.db, ended(jobId), { json: "1", note: null })) !== null,
  },
  continue: {
    favour: sql`max_continuations = 1`,
    act: async ({ jobId }) =>
      (await continueRun(world.db, ended(jobId), {
        checkpoint: { json: "1", note: null },
        delaySeconds: 0,
      })) !== null,
  },
  wait: {
    favour: sql`priority = 0`,
    act: async ({ jobId }) => {
      const batchId = await openBatch();
      const settled = await waitForBatch(world.db, ended(jobId), {
        batchId,
        checkpoint: { json: "1", note: null },
      });
      return settled !== null;
    },
  },
  wake: {
    favour: sql`priority = 0`,
    act: async ({ jobId }) => {
      await world.db.execute(sql`update job_batches set total = 0, closed_at = clock_timestamp()
        where batch_id = (select waits_for from job_executions where job_id = ${jobId}::uuid)`);
      return (await wake(world.db, 1000)).some((leg) => leg.jobId === jobId);
    },
  },
  cancel: {
    favour: sql`priority = 0`,
    act: async ({ jobId }) => (await cancel(world.db, [jobId])).moved.length > 0,
  },
  cancelRun: {
    favour: sql`priority = 0`,
    act: async ({ jobId }) => (await cancelRun(world.db, ended(jobId))) !== null,
  },
  park: {
    favour: sql`priority = 0`,
    async act(row) {
      await world.db.execute(sql`insert into job_pauses (job_type) values (${row.type})`);
      const isParked = await park(world.db, row);
      await world.db.execute(sql`delete from job_pauses`);
      return isParked;
    },
  },
  unpark: {
    favour: sql`parked_reason = 'paused'`,
    act: async ({ jobId }) => (await unpark(world.db, 1000)).some((leg) => leg.jobId === jobId),
  },
  revive: {
    favour: sql`priority = 0`,
    act: async ({ jobId }) => (await revive(world.db, [jobId], { userId: null })).length > 0,
  },
  retry: {
    favour: sql`priority = 0`,
    act: async ({ jobId }) => (await retry(world.db, ended(jobId), { inSeconds: 1 })) !== null,
  },
  defer: {
    favour: sql`priority = 0`,
    act: async ({ jobId }) => (await defer(world.db, ended(jobId), { inSeconds: 1 })) !== null,
  },
  fail: {
    favour: sql`priority = 0`,
    act: async ({ jobId }) => (await fail(world.db, ended(jobId), "failed")) !== null,
  },
  hasten: {
    favour: sql`not_before = clock_timestamp() + interval '1 hour'`,
    act: async ({ jobId }) => (await hasten(world.db, jobId, { userId: null })) !== null,
  },
  rescue: {
    favour: sql`lease_until = clock_timestamp() - interval '1 minute'`,
    act: async (row) => (await rescue(world.db, [row])).moved.length > 0,
  },
  expire: {
    favour: sql`lease_until = clock_timestamp() - interval '1 minute', deadline_at = clock_timestamp()`,
    act: async (row) => (await expire(world.db, [row])).moved.length > 0,
  },
  retire: {
    favour: sql`lease_until = clock_timestamp() - interval '1 minute'`,
    act: async (row) => (await retire(world.db, row, { type: row.type, because: "gone" })).moved.length > 0,
  },
  exhaust: {
    favour: sql`lease_until = clock_timestamp() - interval '1 minute', max_retries = 0`,
    act: async (row) => (await exhaust(world.db, [row])).moved.length > 0,
  },
};

const VERBS = Object.keys(TRIALS).filter((name): name is Verb => name in TRIALS);
const CASES = VERBS.flatMap((verb) => STATUSES.map((status) => [verb, status] as const));

describe("the transition table", () => {
  it("has a trial for every verb", () => {
    expect(VERBS.toSorted()).toEqual(Object.keys(TRANSITIONS).toSorted());
  });

  it.each(CASES)("%s on a row that is %s", async (verb, status) => {
    const row = await rowIn(status);
    await alter(world.db, row.jobId, TRIALS[verb].favour);
    const before = await footprint(world.db);
    const moved = await TRIALS[verb].act(row);
    expect(moved).toBe(TRANSITIONS[verb].from.some((from) => from === status));
    if (!moved) return expect(await footprint(world.db)).toBe(before);
    expect(TRANSITIONS[verb].to).toContain((await world.row(row.jobId)).status);
  });

  it.each(["claim", "rescue", "expire", "exhaust", "retire"] as const)(
    "%s leaves a row that a live run holds",
    async (verb) => {
      const row = await rowIn("processing");
      await alter(world.db, row.jobId, TRIALS[verb].favour);
      await alter(world.db, row.jobId, sql`lease_until = clock_timestamp() + interval '30 s'`);
      const before = await footprint(world.db);
      expect(await TRIALS[verb].act(row)).toBe(false);
      expect(await footprint(world.db)).toBe(before);
    },
  );

  it.each(["rescue", "expire", "exhaust", "retire"] as const)(
    "%s leaves a row whose leg has risen since",
    async (verb) => {
      const row = await rowIn("pending");
      await alter(world.db, row.jobId, sql`${TRIALS[verb].favour}, leg = 2`);
      const before = await footprint(world.db);
      expect(await TRIALS[verb].act(row)).toBe(false);
      expect(await footprint(world.db)).toBe(before);
    },
  );
});

/** A row forced into `status`, after its first run; a processing one is still in it. */
async function rowIn(status: Status): Promise<Leg> {
  const row = await plant(world.db);
  const batchId = status === "waiting" ? await openBatch() : null;
  await alter(
    world.db,
    row.jobId,
    sql`status = ${status}::job_status, run = 1, attempt = 1, run_started_at = clock_timestamp(),
      waits_for = ${batchId}::uuid, claim_id = gen_random_uuid(), lease_until = clock_timestamp() + interval '30 s',
      completed_at = case when ${isTerminal(status)}::boolean then clock_timestamp() end`,
  );
  if (status !== "processing") {
    await world.db.execute(sql`
      insert into job_attempts (job_id, run, leg, attempt, outcome, started_at, finished_at)
      values (${row.jobId}::uuid, 1, 1, 1, 'retry', clock_timestamp(), clock_timestamp())`);
  }
  return row;
}

/** A batch that still lacks its one child. */
async function openBatch(): Promise<string> {
  const batchId = randomUUID();
  await insertBatch(world.db, {
    batchId,
    total: 1,
    onFailure: "continue",
    onComplete: null,
    waiter: null,
    actor: { userId: null, organizationId: null },
  });
  return batchId;
}
