import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connect } from "@/lib/db/client";
import { NOTHING } from "@/lib/jobs/reconcile/tally";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { runScript } from "./run-script";

let database: TestDatabase;
let pool: ReturnType<typeof connect>;

beforeEach(async () => {
  database = await testDatabase();
  pool = connect(database.url, { max: 1 });
});
afterEach(async () => {
  await pool.close();
  await database.drop();
});

function pass(...args: string[]) {
  // Nobody answers at the discard port: a pass goes well without QStash.
  const environment = appEnvironment({ DATABASE_URL: database.url, QSTASH_URL: "http://127.0.0.1:9" });
  return runScript("scripts/jobs.ts", ["reconcile", ...args], environment);
}

it("pnpm jobs:reconcile makes one pass and says what it did", async () => {
  await pool.db.execute(sql`
    insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
      backoff_seconds, deadline_at)
    values (job_new_id(), 'late', 'pending', '', '/', 0, 1, array[1], clock_timestamp() - interval '1 minute')`);
  expect(await pass()).toEqual({ code: 0, stdout: "     1 expired\n", stderr: "" });
  const { code, stdout } = await pass("--json");
  expect([code, JSON.parse(stdout)]).toEqual([0, { ok: true, ...NOTHING }]);
});

it("pnpm jobs:reconcile fails in a database of another environment and says what to do", async () => {
  await pool.db.execute(sql`insert into job_install (environment, epoch) values ('production', 1)`);
  const { code, stderr } = await pass();
  expect(code).toBe(4);
  expect(stderr).toMatch(/^jobs:reconcile: .*another environment.*\n {2}why: .+\n {2}try: .+ --adopt\n$/);
});
