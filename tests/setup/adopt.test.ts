import { Client } from "@upstash/qstash";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { schedules as declared } from "@/lib/schedules";
import { randomCredentials } from "@/scripts/qstash-local/credentials";
import { type QStashLocal, startQStashLocal } from "@/scripts/qstash-local/server";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { runScript } from "./run-script";

let qstash: QStashLocal;
let database: TestDatabase;
let pool: ReturnType<typeof connect>;
let environment: Record<string, string>;

beforeEach(async () => {
  database = await testDatabase();
  pool = connect(database.url, { max: 1 });
  qstash = await startQStashLocal(randomCredentials());
  environment = {
    ...appEnvironment({ DATABASE_URL: database.url, QSTASH_URL: qstash.url }),
    QSTASH_TOKEN: qstash.token,
    JOBS_ENVIRONMENT: "staging",
  };
});
afterEach(async () => {
  await pool.close();
  await qstash.close();
  await database.drop();
});

const SENTENCE = "adopt production-1 as staging-1";

function setup(args: string[] = [], changes: Record<string, string> = {}) {
  return runScript("scripts/jobs.ts", ["setup", ...args], { ...environment, ...changes });
}

async function owner(): Promise<unknown> {
  return query(pool.db, z.unknown(), sql`select environment, epoch from job_install`);
}

/** Makes the database a copy of production's, with one open job. */
async function copyOfProduction(): Promise<void> {
  await pool.db.execute(sql`insert into job_install (environment, epoch) values ('production', 1)`);
  await pool.db.execute(sql`
    insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
      backoff_seconds) values (job_new_id(), 'send-email', 'pending', '', '/', 0, 1, array[1])`);
}

function schedules() {
  return new Client({ baseUrl: qstash.url, token: qstash.token }).schedules.list();
}

it("a database that is nobody's is taken by the first pnpm jobs:setup, and kept by the next", async () => {
  expect((await setup()).stdout).toContain('The database belongs to "staging-1" now.');
  expect((await setup()).stdout).not.toContain("belongs to");
  expect(await owner()).toEqual([{ environment: "staging", epoch: 1 }]);
});

it("pnpm jobs:setup --check takes no database", async () => {
  await setup(["--check"]);
  expect(await owner()).toEqual([]);
});

describe("in a copy of production's database, pnpm jobs:setup", () => {
  beforeEach(copyOfProduction);

  it.each([[[]], [["--check", "--adopt"]]])("with %j fails, says why, and changes nothing", async (args) => {
    const { code, stdout, stderr } = await setup(args);
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toMatch(
      /belongs to another environment; nothing was changed\n {2}why: .*"production-1".*"staging-1".*\n {2}try: .*--adopt\n$/,
    );
    expect(await owner()).toEqual([{ environment: "production", epoch: 1 }]);
    expect(await schedules()).toEqual([]);
  });

  it("with --adopt and the sentence makes it this environment's, and says what will run here", async () => {
    const { code, stdout, stderr } = await setup(["--adopt", "--json", "--confirm", SENTENCE]);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'belongs to environment "production-1". Adopted, its 1 open jobs run here:\n  1 send-email\n',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      database: { owner: "staging-1", became: "adopted" },
    });
    expect(await owner()).toEqual([{ environment: "staging", epoch: 1 }]);
    expect(await schedules()).toHaveLength(declared.length);
  });

  it("with --adopt and without the sentence changes nothing", async () => {
    const { code, stderr } = await setup(["--adopt"]);
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /the adoption was not confirmed\n {2}why: "adopt production-1 as staging-1" was expected/,
    );
    expect(await owner()).toEqual([{ environment: "production", epoch: 1 }]);
    expect(await schedules()).toEqual([]);
  });
});

it("a raised JOBS_EPOCH makes a restored database foreign until it is adopted", async () => {
  await setup();
  const raised = { JOBS_EPOCH: "2" };
  expect((await setup([], raised)).code).toBe(4);
  const adopted = await setup(["--adopt", "--confirm", "adopt staging-1 as staging-2"], raised);
  expect(adopted.code).toBe(0);
  expect(await owner()).toEqual([{ environment: "staging", epoch: 2 }]);
});
