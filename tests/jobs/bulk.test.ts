import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import type { JobInput } from "@/lib/jobs/define";
import { enqueueMany } from "@/lib/jobs/enqueue-many";
import { IdempotencyConflict, PayloadError } from "@/lib/jobs/errors";
import { withJobs } from "@/lib/jobs/with-jobs";
import { exercise } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.db.execute(sql`truncate job_executions cascade`));
afterAll(() => world.stop());

const returning = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ act: "return" as const, to: String(index) }));

describe("enqueueMany", () => {
  it("takes 10,000 jobs: all are there and all their messages leave, each once", async () => {
    const results = await enqueueMany(exercise, returning(10_000), { delay: 3600 });
    const ids = new Set(results.map(({ jobId }) => jobId));
    expect(ids.size).toBe(10_000);
    expect(await count(sql`published_at is not null and message_id is not null`)).toBe(10_000);
    const [distinct] = await query(
      world.db,
      z.object({ n: z.coerce.number() }),
      sql`select count(distinct message_id) as n from job_executions`,
    );
    expect(distinct?.n).toBe(10_000);
  });

  it("answers in the order of the payloads", async () => {
    const results = await enqueueMany(exercise, returning(1200), { delay: 3600 });
    const rows = await query(
      world.db,
      z.object({ job_id: z.string(), to: z.string() }),
      sql`select job_id, payload ->> 'to' as "to" from job_executions`,
    );
    const to = new Map(rows.map((row) => [row.job_id, row.to]));
    expect(results.map(({ jobId }) => to.get(jobId))).toEqual(returning(1200).map((payload) => payload.to));
  });

  it("writes nothing when one payload does not fit, and says which", async () => {
    // @ts-expect-error -- what a caller without types may pass
    const payloads: JobInput<typeof exercise>[] = [...returning(600), { act: "no such act" }];
    const error: unknown = await enqueueMany(exercise, payloads).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PayloadError);
    expect(error).toMatchObject({ issues: [{ path: [600, "act"] }] });
    expect(await count(sql`true`)).toBe(0);
  });

  it("with a key for each leaves what is there, and two calls at once make one job of each", async () => {
    const options = { delay: 3600, idempotencyKey: ({ to }: { to?: string | undefined }) => `import ${to}` };
    const payloads = returning(1200);
    await enqueueMany(exercise, payloads.slice(0, 100), options);
    const [forth, back] = await Promise.all([
      enqueueMany(exercise, payloads, options),
      enqueueMany(exercise, payloads.toReversed(), options),
    ]);
    expect(forth.map(({ jobId }) => jobId)).toEqual(back.map(({ jobId }) => jobId).toReversed());
    expect([...forth, ...back].filter(({ deduplicated }) => !deduplicated)).toHaveLength(1100);
    expect(await count(sql`true`)).toBe(1200);
    expect(await count(sql`published_at is not null`)).toBe(1200);
  });

  it("with a key that came with another payload before writes nothing", async () => {
    const options = { delay: 3600, idempotencyKey: (_: unknown, index: number) => `row ${index}` };
    await enqueueMany(exercise, returning(1), options);
    const call = enqueueMany(exercise, returning(700).toReversed(), options);
    await expect(call).rejects.toThrow(IdempotencyConflict);
    expect(await count(sql`true`)).toBe(1);
  });

  it("inserts nothing for nothing", async () => {
    expect(await enqueueMany(exercise, [])).toEqual([]);
  });
});

describe("in a transaction", () => {
  it("many jobs and a batch commit with it, or not at all", async () => {
    const rolledBack = withJobs(async (_, enqueue) => {
      await enqueue.many(exercise, returning(5));
      await enqueue.batch(exercise, returning(5));
      throw new Error("rolled back");
    });
    await expect(rolledBack).rejects.toThrow("rolled back");
    expect(await count(sql`true`)).toBe(0);
    await withJobs(async (_, enqueue) => {
      await enqueue.many(exercise, returning(5));
      await enqueue.batch(exercise, returning(5));
    });
    await poll(() => count(sql`status = 'completed'`)).toBe(10);
  });

  it("publishes nothing that an inner savepoint took back", async () => {
    await withJobs(async (tx, enqueue) => {
      await enqueue(exercise, { act: "return" });
      await tx
        .transaction(async () => {
          await enqueue.many(exercise, returning(3));
          throw new Error("taken back");
        })
        .catch(() => undefined);
    });
    await poll(() => count(sql`status = 'completed'`)).toBe(1);
    expect(await count(sql`true`)).toBe(1);
    expect(world.events.filter(({ name }) => name === "not-claimed")).toEqual([]);
  });
});

async function count(condition: ReturnType<typeof sql>): Promise<number> {
  const [row] = await query(
    world.db,
    z.object({ n: z.coerce.number() }),
    sql`select count(*) as n from job_executions where ${condition}`,
  );
  return row?.n ?? -1;
}
