import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { claim, type HeldRun } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { continueRun } from "@/lib/jobs/transitions/continue";
import { heartbeat } from "@/lib/jobs/transitions/heartbeat";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { rescue } from "@/lib/jobs/transitions/rescue";
import { retry } from "@/lib/jobs/transitions/retry";
import { plant, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

const NOTHING = { json: "1", note: null };

/** Inside of a transaction, `now()` is when that began: whatever it writes must be later. */
describe("a transaction that has been open for a while", () => {
  it("claims, holds and completes a job by the time of each statement", async () => {
    const row = await plant(world.db);
    await world.db.transaction(async (tx) => {
      const run = await claimed(tx, row);
      expect(
        await holds(tx, row, sql`run_started_at > now() and lease_until > now() + interval '30 s'`),
      ).toBe(true);
      await heartbeat(tx, run, null);
      expect(await holds(tx, row, sql`lease_until > run_started_at + interval '30 s'`)).toBe(true);
      await complete(tx, settlement(run), NOTHING);
      expect(await holds(tx, row, sql`completed_at > run_started_at and updated_at > run_started_at`)).toBe(
        true,
      );
      expect(await attemptHolds(tx, row, sql`finished_at > started_at and started_at > now()`)).toBe(true);
    });
  });

  it("counts a job's wait from the statement that sends it there", async () => {
    const [retrying, continuing] = [await plant(world.db), await plant(world.db)];
    await world.db.transaction(async (tx) => {
      await retry(tx, settlement(await claimed(tx, retrying)), { inSeconds: 60 });
      expect(await holds(tx, retrying, sql`next_attempt_at > run_started_at + interval '60 s'`)).toBe(true);
      const onward = { checkpoint: NOTHING, delaySeconds: 60 };
      await continueRun(tx, settlement(await claimed(tx, continuing)), onward);
      expect(await holds(tx, continuing, sql`not_before > run_started_at + interval '60 s'`)).toBe(true);
      expect(await holds(tx, continuing, sql`publish_claimed_until > run_started_at + interval '30 s'`)).toBe(
        true,
      );
    });
  });

  it.each([
    ["a claim", async (tx: Executor, row: Leg) => (await tryClaim(tx, row)).claimed],
    ["a rescue", async (tx: Executor, row: Leg) => (await rescue(tx, [row])).moved.length === 1],
  ])("sees a lease that lapsed since it began: %s", async (_, takeOver) => {
    const row = await plant(world.db);
    await world.db.transaction(async (tx) => {
      await claimed(tx, row);
      await tx.execute(
        sql`update job_executions set lease_until = clock_timestamp() where job_id = ${row.jobId}::uuid`,
      );
      expect(await takeOver(tx, row)).toBe(true);
    });
  });
});

async function claimed(tx: Executor, row: Leg): Promise<HeldRun> {
  const answer = await tryClaim(tx, row);
  if (!answer.claimed) throw new Error(`Nobody else runs ${row.jobId}.`);
  return answer.held;
}

function tryClaim(tx: Executor, row: Leg) {
  return claim(tx, { ...row, claimId: randomUUID() });
}

function settlement(run: HeldRun) {
  return { run, progress: null, error: null, messageId: null, appVersion: null };
}

function holds(tx: Executor, { jobId }: Leg, condition: SQL): Promise<boolean> {
  return isTrue(tx, sql`select ${condition} as "isTrue" from job_executions where job_id = ${jobId}::uuid`);
}

function attemptHolds(tx: Executor, { jobId }: Leg, condition: SQL): Promise<boolean> {
  return isTrue(tx, sql`select ${condition} as "isTrue" from job_attempts where job_id = ${jobId}::uuid`);
}

async function isTrue(tx: Executor, statement: SQL): Promise<boolean> {
  const [row] = await query(tx, z.object({ isTrue: z.boolean() }), statement);
  return row?.isTrue === true;
}
