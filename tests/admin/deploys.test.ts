import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db/database";
import { readDeploys } from "@/lib/jobs/reading/read-deploys";
import { connectedDatabase } from "@/tests/helpers/postgres";

const RANGE = { from: new Date("2027-01-01T00:00:00Z"), to: new Date("2027-01-02T00:00:00Z") };

let db: Database;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ db, stop } = await connectedDatabase());
});
beforeEach(() => db.execute(sql`truncate job_attempts`));
afterAll(() => stop());

/** A run each so many seconds, of one version. */
async function runs(version: string | null, from: string, to: string, everySeconds = 10): Promise<void> {
  await db.execute(sql`
    insert into job_attempts (job_id, run, leg, attempt, outcome, started_at, finished_at, app_version)
    select job_new_id(), 1, 1, 1, 'completed', at, at, ${version}::text
    from generate_series(${from}::timestamptz, ${to}::timestamptz - interval '1 second', make_interval(secs => ${everySeconds})) as at`);
}

const found = async () =>
  (await readDeploys(db, RANGE)).map(({ version, at }) => [version, at.toISOString().slice(11, 16)]);

describe("deploys", () => {
  it("are found where the first run of a version ended, within seconds", async () => {
    await runs("one", "2026-12-31T20:00Z", "2027-01-01T09:07Z");
    await runs("two", "2027-01-01T09:07Z", "2027-01-01T15:41Z");
    await runs("three", "2027-01-01T15:41Z", "2027-01-01T23:50Z");
    expect(await found()).toEqual([
      ["two", "09:07"],
      ["three", "15:41"],
    ]);
  });

  it("are found when nothing ran for hours, and when a single run has ended since", async () => {
    await runs("one", "2027-01-01T01:00Z", "2027-01-01T02:00Z");
    await runs("two", "2027-01-01T20:30Z", "2027-01-01T21:00Z");
    await runs("three", "2027-01-01T23:59Z", "2027-01-01T23:59:02Z");
    expect(await found()).toEqual([
      ["two", "20:30"],
      ["three", "23:59"],
    ]);
  });

  it("are found once where two run side by side for a while, at a run of the later one", async () => {
    await runs("one", "2027-01-01T00:00Z", "2027-01-01T12:10Z");
    await runs("two", "2027-01-01T11:50:05Z", "2027-01-01T23:00Z");
    const [[version, at = ""] = [], ...more] = await found();
    expect([version, more]).toEqual(["two", []]);
    expect(at >= "11:50" && at <= "12:10").toBe(true);
  });

  it("are none where no run says of which version it was, or nothing ran, or in other times", async () => {
    expect(await found()).toEqual([]);
    await runs(null, "2027-01-01T01:00Z", "2027-01-01T02:00Z");
    await runs("one", "2026-12-30T00:00Z", "2026-12-30T01:00Z");
    await runs("two", "2027-01-02T00:00Z", "2027-01-02T01:00Z");
    expect(await found()).toEqual([]);
  });
});
