import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LiveEvent } from "@/lib/jobs/reading/live-event";
import { readEvents } from "@/lib/jobs/reading/read-events";
import { reader } from "@/scripts/jobs/tail/reader";
import { openAppDatabase } from "@/tests/helpers/app-database";

let database: Awaited<ReturnType<typeof openAppDatabase>>;
beforeAll(async () => {
  database = await openAppDatabase();
});
afterAll(() => database.close());

/** Jobs that were enqueued at these milliseconds after a moment. */
async function plant(from: number, to: number, type: string): Promise<void> {
  await database.db.execute(sql`
    insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
      backoff_seconds, created_at)
    select job_new_id(), ${type}, 'pending', '', '/', 0, 1, array[1], ${BEGIN}::timestamptz + make_interval(secs => n / 1000.0)
    from generate_series(${from}::int, ${to}::int) as n`);
}

const BEGIN = "2026-01-01T00:00:00.000Z";

async function readAll(place: ReturnType<typeof reader>): Promise<{ told: LiveEvent[]; pages: number }> {
  const told: LiveEvent[] = [];
  for (let pages = 1; ; pages += 1) {
    const page = await readEvents(database.db, place.from, { types: ["flood"] });
    told.push(...place.take(page));
    if (!page.isFull) return { told, pages };
  }
}

it("a flood of events is read page by page, each event once, in their order", async () => {
  await plant(0, 2_499, "flood");
  await plant(0, 50, "other");
  const place = reader(BEGIN);
  const { told, pages } = await readAll(place);
  expect(pages).toBe(3);
  expect(told).toHaveLength(2_500);
  expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).toSorted());
  expect(new Set(told.map(({ jobId }) => jobId)).size).toBe(2_500);
  expect((await readAll(place)).told).toEqual([]);
});

it("more events of one moment than a page has do not keep later ones from being read", async () => {
  await database.db.execute(sql`truncate job_executions cascade`);
  await database.db.execute(sql`
    insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
      backoff_seconds, created_at)
    select job_new_id(), 'flood', 'pending', '', '/', 0, 1, array[1], ${BEGIN}::timestamptz from generate_series(1, 1500)`);
  await plant(1_000, 1_009, "flood");
  const { told } = await readAll(reader(BEGIN));
  expect(told.slice(-10).every(({ at }) => Date.parse(at) >= Date.parse(BEGIN) + 1_000)).toBe(true);
});
