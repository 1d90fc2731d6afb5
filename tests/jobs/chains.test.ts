import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { EnqueueOptionsError } from "@/lib/jobs/enqueue-options";
import { PayloadError } from "@/lib/jobs/errors";
import { type FollowUp, followUp } from "@/lib/jobs/follow-up";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { claim } from "@/lib/jobs/transitions/claim";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { rescue } from "@/lib/jobs/transitions/rescue";
import { revive } from "@/lib/jobs/transitions/revive";
import { runLeavings } from "@/lib/jobs/worker/leavings";
import { settle } from "@/lib/jobs/worker/settle";
import { exercise, handleExercise } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { abandon, alter, lapse, plant, select, unsoundRows } from "@/tests/helpers/rows";
import { handleWitness, witness } from "@/tests/helpers/witness-job";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleExercise, handleWitness]);
});
afterEach(async () => {
  world.proxy.fault = "none";
  expect(await unsoundRows(world.db)).toEqual([]);
});
afterAll(() => world.stop());

type Link = Pick<Leg, "jobId" | "type" | "leg">;

/** Where the process of a link dies; each brings the link to its end all the same. */
const DEATHS: Record<string, (link: Link) => Promise<unknown>> = {
  async "before its message arrives"(link) {
    const [moved] = (await rescue(world.db, [link])).moved;
    return deliver({ ...link, leg: moved?.leg ?? 0 });
  },
  async "in its run"(link) {
    await held(link);
    await lapse(world.db, link.jobId);
    return deliver(link);
  },
  async "in a run that comes back after another one took over"(link) {
    const zombie = await held(link);
    await lapse(world.db, link.jobId);
    await deliver(link);
    expect(await complete(zombie)).toBeNull();
  },
  async "in its settlement, whose answer is lost"(link) {
    const run = await held(link);
    await complete(run);
    return complete(run);
  },
  async "after its settlement, while the message comes five times"(link) {
    await Promise.all(Array.from({ length: 5 }, () => deliver(link)));
  },
};

describe("a chain of ten", () => {
  it.each(Object.entries(DEATHS))("runs each link once when each dies %s", async (_, die) => {
    await playChain(Array.from({ length: 10 }, () => die));
  });

  it("runs each link once wherever any of them dies", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.values(DEATHS)), { minLength: 10, maxLength: 10 }),
        playChain,
      ),
      { numRuns: 4 },
    );
  });

  it("goes on by reconcile where no message of it ever left at its time", async () => {
    world.proxy.fault = "refuse";
    const first = await plant(world.db, { act: "return", to: "link 0" }, chain(2));
    await deliver(first);
    const [second] = await linksAfter(first.jobId);
    expect(await world.row(second?.jobId ?? "")).toMatchObject({ published_at: null });
    world.proxy.fault = "none";
    await abandon(world.db, second?.jobId ?? "");
    await reconcile();
    await world.waitFor(second?.jobId ?? "", "completed");
  });
});

describe("what follows a job", () => {
  it("after its success is what was named for that, each once", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, everyEnd());
    await world.waitFor(jobId, "completed");
    expect(await witnessesOf(jobId)).toEqual(["success 1", "success 2"]);
  });

  it.each([
    ["failed", { act: "non-retryable" }],
    ["timeout", { act: "hang" }],
  ] as const)(
    "after its end as %s is what was named for a failure, and learns of it",
    async (status, payload) => {
      const { jobId } = await enqueue(exercise, payload, { ...everyEnd(), retries: 0 });
      const { error, error_code } = await world.waitFor(jobId, status);
      expect(await witnessesOf(jobId)).toEqual(["failure", "notice"]);
      const [follower] = await linksAfter(jobId);
      expect(await world.waitFor(follower?.jobId ?? "", "completed")).toMatchObject({
        result: { cause: { jobId, status, error: { message: error, code: error_code } } },
      });
    },
  );

  it("is not there while it is only retrying", async () => {
    world.proxy.fault = "refuse";
    const row = await plant(world.db, { act: "return", throws: 1 }, everyEnd());
    await deliver(row);
    expect(await world.row(row.jobId)).toMatchObject({ status: "retrying" });
    expect(await witnessesOf(row.jobId)).toEqual([]);
    await deliver(row);
    expect(await witnessesOf(row.jobId)).toEqual(["success 1", "success 2"]);
  });

  it("after its cancellation is nothing", async () => {
    const row = await plant(world.db, { act: "return" }, everyEnd());
    await cancel(world.db, [row.jobId]);
    expect(await witnessesOf(row.jobId)).toEqual([]);
  });

  it("after a revive follows the new end too", async () => {
    world.proxy.fault = "refuse";
    const row = await plant(world.db, { act: "return", throws: 1 }, { ...everyEnd(), retries: 0 });
    await deliver(row);
    await revive(world.db, [row.jobId], { userId: null });
    await alter(world.db, row.jobId, sql`payload = '{"act":"return"}'`);
    await deliver({ ...row, leg: 2 });
    expect(await witnessesOf(row.jobId)).toEqual(["failure", "notice", "success 1", "success 2"]);
  });

  it("follows once a job that four passes of reconcile end at a time, lost or late", async () => {
    world.proxy.fault = "refuse";
    const lost = await plant(world.db, { act: "return" }, { ...everyEnd(), retries: 0 });
    await held(lost);
    await lapse(world.db, lost.jobId);
    const late = await plant(world.db, { act: "return" }, everyEnd());
    await alter(world.db, late.jobId, sql`deadline_at = clock_timestamp()`);
    await Promise.all(Array.from({ length: 4 }, () => reconcile()));
    expect(await world.row(lost.jobId)).toMatchObject({ status: "failed", error_code: "lost" });
    expect(await world.row(late.jobId)).toMatchObject({ status: "timeout", error_code: "deadline" });
    expect(await witnessesOf(lost.jobId)).toEqual(["failure", "notice"]);
    expect(await witnessesOf(late.jobId)).toEqual(["failure", "notice"]);
  });

  it("belongs to the same actor, unless it says otherwise", async () => {
    const actor = { userId: 7, organizationId: 3 };
    const other = { userId: 8, organizationId: 3 };
    const { jobId } = await enqueue(
      exercise,
      { act: "return" },
      {
        actor,
        onSuccess: [
          followUp(witness, { name: "of the same" }),
          followUp(witness, { name: "of another" }, { actor: other }),
        ],
      },
    );
    await world.waitFor(jobId, "completed");
    expect((await linksAfter(jobId)).map(({ name, user_id }) => [name, user_id])).toEqual([
      ["of another", 8],
      ["of the same", 7],
    ]);
  });

  it("is not there twice where its idempotency key is taken; its cause ends all the same", async () => {
    const options = { idempotencyKey: "welcome" };
    const first = await enqueue(witness, { name: "welcome" }, options);
    const { jobId } = await enqueue(
      exercise,
      { act: "return" },
      { onSuccess: [followUp(witness, { name: "welcome" }, options), followUp(witness, { name: "other" })] },
    );
    await world.waitFor(jobId, "completed");
    await world.waitFor(first.jobId, "completed");
    expect(await witnessesOf(jobId)).toEqual(["other"]);
  });
});

/** What nobody but a caller of `enqueue` has begun: follow-ups of other stories may come meanwhile. */
const enqueued = () => select(world.db, sql`select job_id from job_executions where parent_job_id is null`);

describe("a chain that does not fit", () => {
  it("is refused as a whole when a later link has a wrong payload, and nothing is written", async () => {
    const before = await enqueued();
    // @ts-expect-error -- a name is a text
    const wrong = followUp(witness, { name: 7 });
    const call = enqueue(
      exercise,
      { act: "return" },
      { onSuccess: followUp(exercise, { act: "return" }, { onSuccess: wrong }) },
    );
    await expect(call).rejects.toThrow(PayloadError);
    expect(await enqueued()).toHaveLength(before.length);
  });

  it("has at most 20 jobs after the first", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 1000, ...chain(21) });
    expect(await world.row(jobId)).toMatchObject({ status: "pending" });
    await expect(enqueue(exercise, { act: "return" }, chain(22))).rejects.toThrow(EnqueueOptionsError);
  });
});

/** Options of the first of `count` links. */
function chain(count: number): { onSuccess?: FollowUp } {
  let next: FollowUp | undefined;
  for (let link = count - 1; link > 0; link -= 1) {
    next = followUp(exercise, { act: "return", to: `link ${link}` }, next ? { onSuccess: next } : {});
  }
  return next ? { onSuccess: next } : {};
}

function everyEnd() {
  return {
    onSuccess: [followUp(witness, { name: "success 1" }), followUp(witness, { name: "success 2" })],
    onFailure: followUp(witness, { name: "failure" }),
    notifyOnFailure: followUp(witness, { name: "notice" }),
  };
}

/** Lets each link of a chain die in its own way; no message leaves by itself. */
async function playChain(deaths: readonly ((link: Link) => Promise<unknown>)[]): Promise<void> {
  world.proxy.fault = "refuse";
  const played: string[] = [];
  let link: Link | undefined = await plant(world.db, { act: "return", to: "link 0" }, chain(deaths.length));
  for (const die of deaths) {
    if (link === undefined) throw new Error(`The chain ended after ${played.length} links.`);
    await die(link);
    expect(await world.row(link.jobId)).toMatchObject({ status: "completed" });
    played.push(link.jobId);
    const next: Link[] = await linksAfter(link.jobId);
    expect(next.length).toBe(played.length < deaths.length ? 1 : 0);
    link = next[0];
  }
  expect(new Set(played).size).toBe(deaths.length);
}

async function deliver({ jobId, type, leg }: Link): Promise<number> {
  return (await world.deliver(`/api/jobs/${type}`, { v: 1, jobId, type, leg })).status;
}

/** A run that goes no further. */
async function held(link: Link) {
  const claimed = await claim(world.db, { ...link, claimId: randomUUID() });
  if (!claimed.claimed) throw new Error(`Nobody else runs ${link.jobId}.`);
  return claimed.held;
}

function complete(run: Awaited<ReturnType<typeof held>>) {
  const verdict = { verb: "complete" as const, result: { json: "1", note: null }, followUps: [] };
  return settle(verdict, run, runLeavings(null));
}

function linksAfter(jobId: string) {
  return query(
    world.db,
    z.object({
      jobId: z.string(),
      type: z.string(),
      leg: z.number(),
      name: z.string().nullable(),
      user_id: z.coerce.number().nullable(),
    }),
    sql`select job_id as "jobId", job_type as type, leg, payload ->> 'name' as name, user_id
      from job_executions where parent_job_id = ${jobId}::uuid order by name`,
  );
}

async function witnessesOf(jobId: string): Promise<(string | null)[]> {
  return (await linksAfter(jobId)).map(({ name }) => name);
}
