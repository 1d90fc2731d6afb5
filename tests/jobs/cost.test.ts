import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { withJobs } from "@/lib/jobs/with-jobs";
import { exercise } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { startWorld, type World } from "@/tests/helpers/world";
import { gatedJob } from "@/tests/limits/gated-job";

const { job: capped } = gatedJob("capped", { openJobs: { perOrganization: 5 } });

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.db.execute(sql`create extension pg_stat_statements`);
});
beforeEach(async () => {
  await world.db.execute(sql`
    select pg_stat_statements_reset(0, oid, 0) from pg_database where datname = current_database()`);
  world.events.length = 0;
});
afterAll(() => world.stop());

/** What identifies each of the engine's statements. */
const KINDS: [string, RegExp][] = [
  ["enqueue", /insert into job_executions/],
  ["publish note", /noted as \(\s*update job_executions/],
  ["claim", /^\s*update job_executions found/],
  ["claim of another kind", /as is_own/],
  ["settle", /insert into job_attempts[\s\S]*error_stack/],
  ["transaction", /^(begin|commit)/],
  ["committed ids", /^select job_id as "jobId", leg from job_executions where job_id in/],
];

/** How often each kind of statement ran, whoever ran it; a connection's own questions aside. */
async function statements(): Promise<Record<string, number>> {
  const rows = await query(
    world.db,
    z.object({ text: z.string(), calls: z.coerce.number() }),
    sql`select query as text, calls from pg_stat_statements
      where dbid = (select oid from pg_database where datname = current_database())
        and toplevel and query not like '%pg_stat_statements%' and query not like '%pg_catalog%'`,
  );
  const counts: Record<string, number> = {};
  for (const { text, calls } of rows) {
    const kind = KINDS.find(([, shape]) => shape.test(text))?.[0] ?? text;
    counts[kind] = (counts[kind] ?? 0) + calls;
  }
  return counts;
}

/** Waits for that many ended runs without asking the database. */
function completed(count: number): Promise<void> {
  return poll(() => world.events.filter(({ name }) => name === "settled")).toHaveLength(count);
}

describe("on the healthy path", () => {
  it("a job costs four statements: enqueue, publish note, claim, settle", async () => {
    await enqueue(exercise, { act: "return" });
    await completed(1);
    expect(await statements()).toEqual({ enqueue: 1, "publish note": 1, claim: 1, settle: 1 });
  });

  it("a job with a cap costs one statement to enqueue too", async () => {
    await enqueue(capped, {}, { delay: 3600, actor: { userId: 1, organizationId: 1 } });
    expect(await statements()).toEqual({ enqueue: 1, "publish note": 1 });
  });

  it("ten jobs of one transaction share one publish note", async () => {
    await withJobs(async (_, enqueueInside) => {
      for (let n = 0; n < 10; n += 1) await enqueueInside(exercise, { act: "return" });
    });
    await completed(10);
    expect(await statements()).toEqual({
      enqueue: 10,
      transaction: 2,
      "committed ids": 1,
      "publish note": 1,
      claim: 10,
      settle: 10,
    });
  });

  it("a retry costs three statements more", async () => {
    await enqueue(exercise, { act: "return", throws: 1 });
    await completed(2);
    expect(await statements()).toEqual({
      enqueue: 1,
      "publish note": 1,
      claim: 2,
      "claim of another kind": 1,
      settle: 2,
    });
  });

  it("a duplicate costs two statements, a refused delivery none", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" });
    await completed(1);
    const message = { v: 1, jobId, type: exercise.type, leg: 1 };
    await world.deliver(exercise.endpoint, message);
    await world.deliver(exercise.endpoint, message, { key: "not-ours" });
    await world.deliver(exercise.endpoint, { ...message, v: 2 });
    expect(await statements()).toEqual({
      enqueue: 1,
      "publish note": 1,
      claim: 2,
      "claim of another kind": 1,
      settle: 1,
    });
  });
});
