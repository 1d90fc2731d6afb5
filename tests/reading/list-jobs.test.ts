import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Database, query, type Transaction } from "@/lib/db/database";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { countByStatus, countJobs } from "@/lib/jobs/reading/count-jobs";
import { findJobIds } from "@/lib/jobs/reading/find-job-ids";
import { isListed, type ListFilter } from "@/lib/jobs/reading/list-filter";
import { listJobs, type PagePlace } from "@/lib/jobs/reading/list-jobs";
import { connectedDatabase } from "@/tests/helpers/postgres";

const JOBS = 400;
/** Jobs that one page reads at most, and some more, of a type that fits none of the filters. */
const OTHERS = 12_000;

let db: Database;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ db, stop } = await connectedDatabase());
  await fill();
}, 60_000);
afterAll(() => stop());

/** Jobs of the last hours, one a minute, of every status, type and owner; all that a filter can tell apart. */
async function fill(): Promise<void> {
  await db.execute(sql`
    insert into job_executions (job_id, job_type, status, payload, payload_hash, endpoint, max_retries, timeout_seconds,
      backoff_seconds, user_id, organization_id, batch_id, schedule_id, parent_job_id, idempotency_key, error, error_code,
      created_at, completed_at, lease_until)
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3)
        || '8' || substr(md5(n::text), 4, 15))::uuid,
      'type-' || n % 3, status, jsonb_build_object('to', 'person-' || n % 7), '', '/', 1, 1, array[1],
      case when n % 2 = 0 then n % 3 end, case when n % 4 < 3 then n % 4 end,
      case when n % 5 = 0 then md5((n % 2)::text)::uuid end, case when n % 6 = 0 then 'nightly' end,
      case when n % 9 = 0 then md5('parent')::uuid end, 'key-' || n, case when n % 3 = 0 then 'Error ' || n % 2 end,
      case when n % 3 = 0 then 'code-' || n % 2 end, at, case when n % 8 > 3 then at end,
      case when n % 8 = 1 then at end
    from (
      select n, clock_timestamp() - make_interval(mins => n) as at,
        (array['pending', 'processing', 'retrying', 'waiting', 'completed', 'failed', 'timeout', 'cancelled'])[n % 8 + 1]::job_status as status
      from generate_series(1, ${JOBS}::int) as n
    ) as some_jobs`);
}

/** Does something of which nothing stays. */
async function undone(work: (tx: Transaction) => Promise<void>): Promise<void> {
  await db
    .transaction(async (tx) => {
      await work(tx);
      tx.rollback();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Error && error.message.includes("ollback"))) throw error;
    });
}

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });

const filters: fc.Arbitrary<ListFilter> = fc.record({
  types: maybe(fc.uniqueArray(fc.constantFrom("type-0", "type-1", "type-2", "none"), { minLength: 1 })),
  statuses: maybe(fc.uniqueArray(fc.constantFrom(...STATUSES), { minLength: 1 })),
  errorCodes: maybe(fc.constant(["code-0"])),
  organizationId: maybe(fc.nat(3)),
  userId: maybe(fc.nat(2)),
  scheduleId: maybe(fc.constant("nightly")),
  errorText: maybe(fc.constantFrom("ERROR 1", "error", "%")),
  idempotencyKey: maybe(fc.constantFrom("key-8", "key-none")),
  isOpen: maybe(fc.boolean()),
  visibleTo: maybe(fc.record({ userId: fc.nat(2), organizationId: fc.option(fc.nat(3)) })),
  createdFrom: maybe(fc.integer({ min: 0, max: JOBS }).map(minutesAgo)),
  createdBefore: maybe(fc.integer({ min: 0, max: JOBS }).map(minutesAgo)),
});

function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

/** The same by the plainest statement. */
async function plainly(filter: ListFilter): Promise<string[]> {
  const rows = await query(
    db,
    z.object({ jobId: z.string() }),
    sql`select job_id as "jobId" from job_executions where ${isListed(filter)} order by job_id desc`,
  );
  return rows.map(({ jobId }) => jobId);
}

async function walk(filter: ListFilter, limit: number): Promise<string[]> {
  const seen: string[] = [];
  for (let place: PagePlace = {}; ; ) {
    const { jobs, older } = await listJobs(db, filter, place, limit);
    seen.push(...jobs.map(({ jobId }) => jobId));
    if (older === null) return seen;
    place = { before: older };
  }
}

describe("a list of jobs", () => {
  it("has what the filter lets through, each once, newest first, whatever the filter and the page's size", async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1, max: 150 }), async (filter, limit) => {
        const expected = await plainly(filter);
        // A list of one job a page is a long walk.
        const some = Math.max(limit, Math.ceil(expected.length / 10));
        expect(await walk(filter, some)).toEqual(expected);
        expect(await countJobs(db, filter)).toEqual({ count: expected.length, isCapped: false });
      }),
      { numRuns: 120 },
    );
  });

  it("leads back the way it came, page by page", async () => {
    const first = await listJobs(db, {}, {}, 30);
    const second = await listJobs(db, {}, { before: first.older ?? "" }, 30);
    const back = await listJobs(db, {}, { after: second.jobs[0]?.jobId ?? "" }, 30);
    expect(back.jobs.map(({ jobId }) => jobId)).toEqual(first.jobs.map(({ jobId }) => jobId));
    expect(first.newer).toBeNull();
    expect(back.newer).toBeNull();
  });

  it("stays where it is while newer jobs come, and counts them", async () => {
    const [, , third] = (await listJobs(db, {}, {}, 5)).jobs;
    const pinned = await listJobs(db, {}, { upTo: third?.jobId ?? "" }, 5);
    expect(pinned.jobs[0]?.jobId).toBe(third?.jobId);
    expect(await countJobs(db, {}, 100, { after: third?.jobId ?? "" })).toEqual({
      count: 2,
      isCapped: false,
    });
  });

  it("finds a value in the payloads of one type of the last 24 hours", async () => {
    const filter = { types: ["type-1"], payloadAt: { path: ["to"], value: "person-4" } };
    const found = await walk(filter, 50);
    expect(found).toEqual(await plainly(filter));
    expect(found.length).toBeGreaterThan(5);
  });

  it("says of a job whose lease has lapsed that it is stalled, and of no other", async () => {
    const { jobs } = await listJobs(db, {}, {}, JOBS);
    expect(jobs.every(({ status, isStalled }) => isStalled === (status === "processing"))).toBe(true);
  });

  it("counts each status, whatever statuses the filter names, and stops at the most", async () => {
    const counts = await countByStatus(db, { statuses: ["failed"] });
    expect([...counts.values()]).toEqual(STATUSES.map(() => ({ count: JOBS / 8, isCapped: false })));
    expect(await countJobs(db, {}, 100)).toEqual({ count: 100, isCapped: true });
  });

  it("has each job once, also of a type that is named twice", async () => {
    expect(await walk({ types: ["type-1", "type-1"] }, 50)).toEqual(await plainly({ types: ["type-1"] }));
    expect(await countJobs(db, { types: ["type-1", "type-1"] })).toEqual(
      await countJobs(db, { types: ["type-1"] }),
    );
  });

  it("finds what a person may see at once, however many open jobs others have, and names none of those", async () => {
    await undone(async (tx) => {
      await tx.execute(sql`
        insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
          backoff_seconds, organization_id, user_id)
        select job_new_id(), 'other', 'pending', '', '/', 1, 1, array[1], 99, 99
        from generate_series(1, ${OTHERS}::int)`);
      const visibleTo = { userId: 1, organizationId: 1 };
      for (const filter of [
        { visibleTo, isOpen: true },
        { visibleTo, isOpen: true, userId: 1 },
      ]) {
        const page = await listJobs(tx, filter, {}, 200);
        expect(page.jobs.map(({ jobId }) => jobId)).toEqual(await plainly(filter));
        expect(page.searchedTo).toBeNull();
      }
    });
  });

  it("ends a page where it has read ten thousand rows that do not fit, and goes on there", async () => {
    await undone(async (tx) => {
      await tx.execute(sql`
        insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
          backoff_seconds, completed_at, organization_id)
        select job_new_id(), 'other', 'completed', '', '/', 1, 1, array[1], clock_timestamp(), 1
        from generate_series(1, ${OTHERS}::int)`);
      const filter = { organizationId: 1, types: ["type-1"] };
      const first = await listJobs(tx, filter, {}, 20);
      expect(first.jobs).toEqual([]);
      expect(first.searchedTo).toBe(first.older);
      const second = await listJobs(tx, filter, { before: first.older ?? "" }, 20);
      expect(second.jobs.map(({ jobId }) => jobId)).toEqual((await plainly(filter)).slice(0, 20));
    });
  });
});

describe("an id that somebody gives", () => {
  it("is found whole, by its end, with dots before it, and in capital letters", async () => {
    const [job] = (await listJobs(db, {}, {}, 1)).jobs;
    const jobId = job?.jobId ?? "";
    for (const text of [
      jobId,
      jobId.slice(-8),
      `…${jobId.slice(-8)}`,
      ` ${jobId.toUpperCase()} `,
      jobId.slice(-13),
    ])
      expect(await findJobIds(db, text), text).toEqual([jobId]);
  });

  it("is not found where it is too short, no id, or nobody's", async () => {
    for (const text of ["", "12345", "send-email", "'; drop table users", "ffffffffff", "f".repeat(33)])
      expect(await findJobIds(db, text), text).toEqual([]);
  });

  it("names all that it fits where it is ambiguous", async () => {
    await db.execute(sql`
      insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds, backoff_seconds)
      select (n || '2222222-2222-7222-8222-222222abcdef')::uuid, 'twin', 'pending', '', '/', 1, 1, array[1]
      from generate_series(1, 2) as n`);
    expect(await findJobIds(db, "abcdef")).toHaveLength(2);
    await db.execute(sql`delete from job_executions where job_type = 'twin'`);
  });
});
