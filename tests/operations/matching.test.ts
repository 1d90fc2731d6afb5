import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "@/lib/db/client";
import { type Database, query } from "@/lib/db/database";
import type { JobFilter, Operation } from "@/lib/jobs/operations/job-filter";
import { nextMatching } from "@/lib/jobs/operations/matching";
import { BEGINNING, type Cursor } from "@/lib/jobs/operations/walk";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";

let database: TestDatabase;
let pool: ReturnType<typeof connect>;
let db: Database;
beforeAll(async () => {
  database = await testDatabase();
  pool = connect(database.url, { max: 2 });
  db = pool.db;
});
beforeEach(async () => {
  await db.execute(sql`truncate job_executions cascade`);
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

/** All pages, one after the other; `between` happens after the first. */
async function walked(operation: Operation, filter: JobFilter, between = async () => {}) {
  const startedAt = await now();
  const pages: string[][] = [];
  for (let from: Cursor | null = BEGINNING; from !== null; ) {
    const page = await nextMatching(db, { operation, filter, startedAt }, from);
    pages.push(page.places.map(({ jobId }) => jobId));
    if (pages.length === 1) await between();
    from = page.next;
  }
  return { pages, ids: pages.flat() };
}

it("pages hold each job once, also where thousands have ended at the same moment", async () => {
  await plant(2_500, "failed", sql`timestamptz '2026-01-01 00:00:00.123456+00'`);
  await plant(300, "cancelled");
  await plant(200, "completed");
  const { pages, ids } = await walked("revive", { types: ["many"] });
  expect(pages.map((page) => page.length)).toEqual([1000, 1000, 500, 0, 300]);
  expect(new Set(ids).size).toBe(2_800);
  expect((await walked("replay", { types: ["many"] })).ids).toHaveLength(3_000);
  expect((await walked("revive", { statuses: ["cancelled"] })).pages).toHaveLength(1);
});

it("a filter that fits few of many reads no more than 5,000 rows with each page, and finds them all", async () => {
  await plant(10_500, "failed");
  await db.execute(sql`update job_executions set error_code = 'rare'
    where job_id in (select job_id from job_executions order by completed_at desc limit 3)`);
  const { pages, ids } = await walked("revive", { errorCodes: ["rare"] });
  expect(pages.map((page) => page.length)).toEqual([0, 0, 3, 0, 0]);
  expect(ids).toHaveLength(3);
});

it("open jobs, and those of one batch, are found whatever their status", async () => {
  const batchId = "0192d3c4-0000-7000-8000-000000000001";
  await plant(30, "failed", sql`clock_timestamp()`, batchId);
  await plant(1_200, "pending");
  expect((await walked("cancel", { types: ["many"] })).ids).toHaveLength(1_200);
  expect((await walked("revive", { batchId })).ids).toHaveLength(30);
  expect((await walked("cancel", { batchId })).ids).toEqual([]);
});

it("what is enqueued, ends, is revived or pruned meanwhile neither comes twice nor keeps another from coming", async () => {
  await plant(1_500, "failed");
  const before = await idsOf("failed");
  const { ids } = await walked("revive", { types: ["many"] }, async () => {
    await plant(40, "failed");
    await db.execute(sql`
      update job_executions set status = 'pending', completed_at = null, leg = leg + 1, revivals = revivals + 1
      where job_id in (${sql.join(
        before.slice(1_000, 1_010).map((id) => sql`${id}::uuid`),
        sql`, `,
      )})`);
    await db.execute(sql`delete from job_executions
      where job_id in (${sql.join(
        before.slice(990, 1_000).map((id) => sql`${id}::uuid`),
        sql`, `,
      )})`);
  });
  expect(ids).toEqual([...before.slice(0, 1_000), ...before.slice(1_010)]);
});

async function plant(
  count: number,
  status: string,
  completedAt = sql`clock_timestamp()`,
  batchId: string | null = null,
): Promise<void> {
  const hasEnded = status !== "pending";
  await db.execute(sql`
    insert into job_executions (job_id, job_type, status, payload, payload_hash, endpoint, max_retries,
      timeout_seconds, backoff_seconds, completed_at, batch_id, batch_counted)
    select job_new_id(), 'many', ${status}::job_status, '{}', '', '/', 0, 1, array[1],
      case when ${hasEnded}::boolean then ${completedAt} end, ${batchId}::uuid, ${batchId !== null}::boolean
    from generate_series(1, ${count}::int)`);
}

async function idsOf(status: string): Promise<string[]> {
  const rows = await query(
    db,
    z.object({ id: z.string() }),
    sql`select job_id as id from job_executions where status = ${status}::job_status order by completed_at, job_id`,
  );
  return rows.map(({ id }) => id);
}

async function now(): Promise<string> {
  const [row] = await query(
    db,
    z.object({ at: z.string() }),
    sql`select to_json(clock_timestamp()) #>> '{}' as at`,
  );
  return row?.at ?? "";
}
