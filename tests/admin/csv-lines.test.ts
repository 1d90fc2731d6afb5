import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csvLines } from "@/app/admin/jobs/list/csv/csv-lines";
import type { Database } from "@/lib/db/database";
import { connectedDatabase } from "@/tests/helpers/postgres";

let db: Database;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ db, stop } = await connectedDatabase());
  await db.execute(sql`
    insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
      backoff_seconds, completed_at, error)
    select job_new_id(), 'other', 'completed', '', '/', 1, 1, array[1], clock_timestamp(),
      case when n = 1 then '=1+1' end
    from generate_series(1, 25_000) as n`);
}, 60_000);
afterAll(() => stop());

async function textsOf(lines: AsyncGenerator<string>): Promise<string[]> {
  const texts: string[] = [];
  for await (const text of lines) texts.push(text);
  return texts;
}

const { signal } = new AbortController();

describe("a list as CSV", () => {
  it("has a head and the newest 10,000", async () => {
    const csv = (await textsOf(csvLines(db, {}, { signal }))).join("");
    expect(csv.split("\r\n")).toHaveLength(1 + 10_000 + 1);
    expect(csv).toMatch(/^jobId,type,status,/);
  });

  it("looks for what fits few as far as it may, and no further", async () => {
    const rare = { errorText: "=1+1" };
    expect((await textsOf(csvLines(db, rare, { signal }))).join("")).toContain(`,"'=1+1"\r\n`);
    const texts = await textsOf(csvLines(db, rare, { signal, looksMax: 2 }));
    expect(texts.slice(1)).toEqual(["", ""]);
  });

  it("reads nothing more for somebody who has gone", async () => {
    const gone = new AbortController();
    const lines = csvLines(db, { errorText: "none" }, { signal: gone.signal });
    await lines.next();
    expect(await lines.next()).toEqual({ value: "", done: false });
    gone.abort();
    expect(await lines.next()).toMatchObject({ done: true });
  });
});
