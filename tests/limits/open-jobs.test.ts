import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { Problem, problemResponse } from "@/lib/http/problem";
import { defineJob } from "@/lib/jobs/define";
import { dispatch } from "@/lib/jobs/dispatch";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { enqueueMany } from "@/lib/jobs/enqueue-many";
import { TooManyOpenJobs } from "@/lib/jobs/errors";
import { followUp } from "@/lib/jobs/follow-up";
import { handle } from "@/lib/jobs/handle";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { replayJob } from "@/lib/jobs/operations/replay-job";
import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import { createRegistry } from "@/lib/jobs/registry";
import { withJobs } from "@/lib/jobs/with-jobs";
import { gate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { footprint, select, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { gatedJob } from "./gated-job";

const MAX = 5;
const { job: capped, handler } = gatedJob("capped", {
  openJobs: { perOrganization: MAX },
  dispatchableBy: "member",
});
const { job: uncapped, handler: uncappedHandler } = gatedJob("uncapped");

/** Waits for seven children of a job of which five may be open. */
const parent = defineJob({
  type: "parent-of-capped",
  endpoint: "/api/jobs/parent-of-capped",
  description: "Has more children than may be open.",
  payload: z.object({}),
  result: z.null(),
  timeoutSeconds: 20,
});
const handleParent = handle(parent, async (_, ctx) =>
  ctx.checkpoint === null
    ? ctx.waitFor(
        ctx.batch(
          capped,
          Array.from({ length: MAX + 2 }, () => ({})),
        ),
        { checkpoint: "waited" },
      )
    : null,
);

let world: World;
beforeAll(async () => {
  world = await startWorld([handler, uncappedHandler, handleParent]);
});
let organizationId = 0;
beforeEach(() => {
  organizationId += 1;
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

const ours = () => ({ actor: { userId: 1, organizationId } });
/** Open until somebody ends it. */
const later = () => ({ ...ours(), delay: 3600 });
const payloads = (count: number) => Array.from({ length: count }, () => ({}));

/** Who waits for another one's transaction to end before it counts. */
const WAITING_FOR_ROOM = sql`
  select 1 from pg_locks
  where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`;

async function open(): Promise<number> {
  const rows = await select(
    world.db,
    sql`select 1 from job_executions where organization_id = ${organizationId}::bigint and completed_at is null`,
  );
  return rows.length;
}

describe("an organization that has as many open jobs as it may", () => {
  it("is refused one more with an error that says which, and nothing is written", async () => {
    await enqueueMany(capped, payloads(MAX), later());
    const before = await footprint(world.db);
    const error = await enqueue(capped, {}, later()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TooManyOpenJobs);
    expect(error).toMatchObject({ type: "capped", organizationId, fullOf: "type", max: MAX });
    expect(String(error)).toContain(`Organization ${organizationId} may have 5 open jobs of "capped"`);
    expect(await footprint(world.db)).toBe(before);
  });

  it("has room again with each job that ends, and a revived one takes it back", async () => {
    const { jobId } = await enqueue(capped, { waits: true }, later());
    await enqueueMany(capped, payloads(MAX - 1), later());
    await cancelJobs([jobId], { userId: 1 });
    await enqueue(capped, {}, later());
    expect(await reviveJobs([jobId], { userId: 1 })).toEqual(new Map([[jobId, "revived"]]));
    await expect(enqueue(capped, {}, later())).rejects.toThrow(TooManyOpenJobs);
    gate(jobId).open();
    await world.waitFor(jobId, "completed");
  });

  it("still gets the job that it asks for again by its key", async () => {
    const { jobId } = await enqueue(capped, {}, { ...later(), idempotencyKey: "order" });
    await enqueueMany(capped, payloads(MAX - 1), later());
    const keyed = { ...later(), idempotencyKey: "order" };
    expect(await enqueue(capped, {}, keyed)).toMatchObject({ jobId, deduplicated: true });
    const again = await enqueueMany(capped, payloads(2), { ...later(), idempotencyKey: () => "order" });
    expect(again.map((each) => each.jobId)).toEqual([jobId, jobId]);
    const other = { ...later(), idempotencyKey: "another" };
    await expect(enqueue(capped, {}, other)).rejects.toThrow(TooManyOpenJobs);
  });

  it("gets the job of its key also when that job took the last place a moment ago", async () => {
    await enqueueMany(capped, payloads(MAX - 1), later());
    const options = { ...later(), idempotencyKey: "raced" };
    let second: ReturnType<typeof enqueue> | undefined;
    const first = await withJobs(async (_tx, enqueueHere) => {
      const enqueued = await enqueueHere(capped, {}, options);
      second = enqueue(capped, {}, options);
      await poll(async () => (await select(world.db, WAITING_FOR_ROOM)).length).toBe(1);
      return enqueued;
    });
    expect(await second).toMatchObject({ jobId: first.jobId, deduplicated: true });
    expect(await open()).toBe(MAX);
  });

  it("may put off the job that it has by a debounce key", async () => {
    const debounced = { ...later(), debounceKey: "index" };
    const { jobId } = await enqueue(capped, {}, debounced);
    await enqueueMany(capped, payloads(MAX - 1), later());
    expect(await enqueue(capped, { about: "newer" }, debounced)).toMatchObject({ jobId, deduplicated: true });
    await expect(enqueue(capped, {}, { ...later(), debounceKey: "other" })).rejects.toThrow(TooManyOpenJobs);
    expect(await open()).toBe(MAX);
  });

  it("keeps no other organization, no job without one and no type without a cap from theirs", async () => {
    await enqueueMany(capped, payloads(MAX), later());
    await enqueue(uncapped, {}, later());
    await enqueue(capped, {}, { delay: 3600, actor: { userId: 1, organizationId: 1_000_000 } });
    await enqueueMany(capped, payloads(MAX + 1), { delay: 3600 });
  });

  it("is told 429 with Retry-After by the API", async () => {
    await enqueueMany(capped, payloads(MAX), later());
    const actor = { userId: 1, organizationId, role: "member", staff: "none" } as const;
    const rules = { registry: createRegistry([capped]), rules: new Map() };
    const error = await dispatch(rules, actor, { type: "capped", payload: {} }, null).catch(
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof Problem)) throw new Error("Not refused.");
    const answer = problemResponse(new Request("http://localhost/api/v1/dispatch"), error);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "30"]);
    expect(await answer.json()).toMatchObject({
      type: "/docs/problems#too-many-open-jobs",
      detail: 'Your organization may have 5 open jobs of "capped"; some must end first.',
    });
  });
});

describe("many jobs", () => {
  it.each([
    ["enqueueMany", () => enqueueMany(capped, payloads(MAX + 1), later())],
    ["enqueueMany of two statements", () => enqueueMany(capped, payloads(600), later())],
    ["enqueueBatch", () => enqueueBatch(capped, payloads(MAX + 1), later())],
    ["withJobs", () => withJobs((_, within) => within.many(capped, payloads(MAX + 1), later()))],
  ])("by %s are refused together where one of them is too many", async (_, ask) => {
    const before = await footprint(world.db);
    await expect(ask()).rejects.toThrow(TooManyOpenJobs);
    expect(await footprint(world.db)).toBe(before);
    expect(await open()).toBe(0);
  });

  it("that are refused leave a transaction that goes on without them", async () => {
    const large = gatedJob("capped-at-many", { openJobs: { perOrganization: 700 } }).job;
    await withJobs(async (_, within) => {
      await within(capped, {}, later());
      await expect(within.many(large, payloads(900), later())).rejects.toThrow(TooManyOpenJobs);
      await expect(within.batch(capped, payloads(MAX), later())).rejects.toThrow(TooManyOpenJobs);
      await within(capped, {}, later());
    });
    expect(await open()).toBe(2);
    expect(await select(world.db, sql`select batch_id from job_batches where closed_at is null`)).toEqual([]);
  });
});

describe("whoever enqueues at the same time", () => {
  it("is let through to the very number and not beyond, whichever way they come", async () => {
    const large = gatedJob("capped-at-50", { openJobs: { perOrganization: 50 } }).job;
    const asks = Array.from({ length: 48 }, (_, n) => {
      if (n % 4 === 0) return enqueueMany(large, payloads(2), later());
      if (n % 4 === 1) return withJobs((_tx, within) => within(large, {}, later()));
      if (n % 4 === 2) return enqueue(large, {}, { ...later(), debounceKey: `debounce-${n}` });
      return enqueue(large, {}, { ...later(), idempotencyKey: `key-${n}` });
    });
    const refused = (await Promise.allSettled(asks)).filter((each) => each.status === "rejected");
    expect(refused.every(({ reason }) => reason instanceof TooManyOpenJobs)).toBe(true);
    expect(refused.length).toBeGreaterThan(0);
    const left = 50 - (await open());
    // Two at once may have been refused where one would have fitted.
    expect(left === 0 || left === 1).toBe(true);
    for (let n = 0; n < left; n += 1) await enqueue(large, {}, later());
    await expect(enqueue(large, {}, later())).rejects.toThrow(TooManyOpenJobs);
    expect(await open()).toBe(50);
  });
});

describe("jobs that belong to one that runs", () => {
  it("are counted and not refused: follow-ups, children and replays", async () => {
    const { jobId } = await enqueue(parent, {}, ours());
    await world.waitFor(jobId, "completed");
    const onSuccess = Array.from({ length: MAX + 1 }, () => followUp(capped, {}, { delay: 3600 }));
    const first = await enqueue(uncapped, {}, { ...ours(), onSuccess });
    await world.waitFor(first.jobId, "completed");
    expect(await open()).toBe(MAX + 1);
    await expect(enqueue(capped, {}, later())).rejects.toThrow(TooManyOpenJobs);
    const [child] = await select(
      world.db,
      sql`select job_id from job_executions
      where job_type = 'capped' and organization_id = ${organizationId}::bigint and completed_at is not null limit 1`,
    );
    await replayJob(z.object({ job_id: z.string() }).parse(child).job_id, { userId: 1 });
  });
});

describe("a definition", () => {
  it.each([
    [{ perOrganization: 0 }, "openJobs.perOrganization must be a whole number from 1 to 100000, got 0"],
    [{ perOrganization: -5 }, "got -5"],
    [{ perOrganization: 100_001 }, "got 100001"],
    [{ perOrganization: 5, total: 9 }, 'openJobs has perOrganization, and no "total"'],
  ])("with %j is refused at once", (openJobs, sentence) => {
    expect(() => gatedJob("capped-wrongly", { openJobs })).toThrow(sentence);
  });
});
