import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { IdempotencyConflict } from "@/lib/jobs/errors";
import { withJobs } from "@/lib/jobs/with-jobs";
import { anything } from "@/tests/helpers/anything-job";
import { exercise, runsBegun } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { footprint } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const later = { delay: 1000 };
const actor = (organizationId: number | null) => ({ actor: { userId: null, organizationId } });

async function rowsWith(key: string): Promise<number> {
  const [row] = await query(
    world.db,
    z.object({ count: z.number() }),
    sql`select count(*)::int from job_executions where idempotency_key = ${key}`,
  );
  return row?.count ?? Number.NaN;
}

describe("an idempotency key", () => {
  it("used 20 times at once makes one job, which runs once", async () => {
    const calls = Array.from({ length: 20 }, () =>
      enqueue(exercise, { act: "return", to: "ada" }, { idempotencyKey: "crowd" }),
    );
    const results = await Promise.all(calls);
    const [first] = results;
    expect(new Set(results.map(({ jobId }) => jobId)).size).toBe(1);
    expect(results.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
    expect(await rowsWith("crowd")).toBe(1);
    await world.waitFor(first?.jobId ?? "", "completed");
    expect(runsBegun.get(first?.jobId ?? "")).toBe(1);
  });

  it("used at once with 20 payloads makes one job; the others conflict", async () => {
    const calls = Array.from({ length: 20 }, (_, n) =>
      enqueue(exercise, { act: "return", to: `${n}` }, { ...later, idempotencyKey: "contest" }),
    );
    const settled = await Promise.allSettled(calls);
    const refused = settled.flatMap((call) => (call.status === "rejected" ? [call.reason as unknown] : []));
    expect(refused).toHaveLength(19);
    expect(refused.every((reason) => reason instanceof IdempotencyConflict)).toBe(true);
    expect(await rowsWith("contest")).toBe(1);
  });

  it("holds after the job's end, whatever the order of the payload's keys", async () => {
    const first = await enqueue(exercise, { act: "return", to: "ada" }, { idempotencyKey: "ended" });
    await world.waitFor(first.jobId, "completed");
    const before = await footprint(world.db);
    const again = await enqueue(exercise, { to: "ada", act: "return" }, { idempotencyKey: "ended" });
    expect(again).toMatchObject({ jobId: first.jobId, deduplicated: true });
    const other = enqueue(exercise, { act: "return", to: "eve" }, { idempotencyKey: "ended" });
    await expect(other).rejects.toMatchObject({ name: "IdempotencyConflict", jobId: first.jobId });
    expect(await footprint(world.db)).toBe(before);
  });

  it("is its own in each organization, in none of them, and in each type", async () => {
    const options = { ...later, idempotencyKey: "shared" };
    const calls = [
      () => enqueue(exercise, { act: "return" }, { ...options, ...actor(1) }),
      () => enqueue(exercise, { act: "return" }, { ...options, ...actor(2) }),
      () => enqueue(exercise, { act: "return" }, { ...options, ...actor(null) }),
      () => enqueue(anything, { act: "return" }, { ...options, ...actor(null) }),
    ];
    const first = await Promise.all(calls.map((call) => call()));
    expect(first.every(({ deduplicated }) => !deduplicated)).toBe(true);
    expect(await rowsWith("shared")).toBe(4);
    const again = await Promise.all(calls.map((call) => call()));
    expect(again).toMatchObject(first.map(({ jobId }) => ({ jobId, deduplicated: true })));
  });

  it("that an open transaction uses too is free again when that rolls back", async () => {
    const options = { ...later, idempotencyKey: "rolled back" };
    let outside: ReturnType<typeof enqueue> | undefined;
    const work = withJobs(async (_, enqueueInside) => {
      await enqueueInside(exercise, { act: "return" }, options);
      outside = enqueue(exercise, { act: "return" }, options);
      await waitingForLock();
      throw new Error("changed my mind");
    });
    await expect(work).rejects.toThrow("changed my mind");
    expect(await outside).toMatchObject({ deduplicated: false });
    expect(await rowsWith("rolled back")).toBe(1);
  });

  it("that an open transaction uses too belongs to its job when that commits", async () => {
    const options = { ...later, idempotencyKey: "committed" };
    const { inside, outside } = await withJobs(async (_, enqueueInside) => {
      const first = await enqueueInside(exercise, { act: "return" }, options);
      const second = enqueue(exercise, { act: "return" }, options);
      await waitingForLock();
      return { inside: first, outside: [second] };
    });
    expect(await outside[0]).toMatchObject({ jobId: inside.jobId, deduplicated: true });
    expect(await rowsWith("committed")).toBe(1);
  });

  it("says the same for any JSON payload, in any order of its keys", async () => {
    const reversed = (value: unknown): unknown =>
      typeof value !== "object" || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .map(([k, v]) => [k, reversed(v)] as const)
              .toReversed(),
          );
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (payload) => {
        const options = { ...later, idempotencyKey: `any ${(number += 1)}`, publish: "now" as const };
        const first = await enqueue(anything, payload, options);
        const again = await enqueue(anything, reversed(payload), options);
        expect(again).toMatchObject({ jobId: first.jobId, deduplicated: true });
      }),
      { numRuns: 60 },
    );
  });
});

async function waitingForLock(): Promise<void> {
  await poll(() =>
    query(
      world.db,
      z.unknown(),
      sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    ),
  ).toHaveLength(1);
}
