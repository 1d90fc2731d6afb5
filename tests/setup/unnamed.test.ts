import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { runScript } from "./run-script";

let database: TestDatabase;

beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

// A name for tests, which no resolver answers: a command that got as far as QStash would say that it is away.
const ELSEWHERE = "https://qstash.invalid";

/** Runs a command as from a shell in which neither VERCEL_ENV nor NODE_ENV is set. */
function run(verb: string, changes: Record<string, string> = {}, args: string[] = []) {
  const environment = appEnvironment({ DATABASE_URL: database.url, QSTASH_URL: ELSEWHERE });
  return runScript("scripts/jobs.ts", [verb, ...args], { ...environment, NODE_ENV: "", ...changes });
}

async function owners(): Promise<unknown> {
  const { db, close } = connect(database.url, { max: 1 });
  try {
    return await query(db, z.unknown(), sql`select environment, epoch from job_install`);
  } finally {
    await close();
  }
}

describe.each([
  ["jobs:setup", "setup"],
  ["jobs:reconcile", "reconcile"],
])("pnpm %s with a QStash that is elsewhere", (name, verb) => {
  it("takes no database while nothing names the environment, and says what to set", async () => {
    const { code, stdout, stderr } = await run(verb);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(
        `^${name}: the environment is not usable\n {2}why: JOBS_ENVIRONMENT is not set, nor is VERCEL_ENV or NODE_ENV,` +
          ` and QSTASH_URL is not on this machine: .*set it to the app's, such as production\n {2}try: .+\n$`,
      ),
    );
    expect(await owners()).toEqual([]);
  });
});

it.each([
  [{ JOBS_ENVIRONMENT: "blue" }, "blue"],
  [{ VERCEL_ENV: "preview", VERCEL_URL: "app.example" }, "preview"],
  [{ NODE_ENV: "production", BASE_URL: "https://app.example" }, "production"],
])("pnpm jobs:setup takes a database with %j, as that of %s", async (changes, environment) => {
  await run("setup", changes);
  expect(await owners()).toEqual([{ environment, epoch: 1 }]);
});

it("pnpm jobs:setup --check and --adopt are refused as well while nothing names the environment", async () => {
  const refused = { code: 1, stderr: expect.stringContaining("JOBS_ENVIRONMENT is not set") };
  const runs = [["--check"], ["--adopt"]].map((options) => run("setup", { JOBS_ENVIRONMENT: "" }, options));
  for (const ended of await Promise.all(runs)) expect(ended).toMatchObject(refused);
  expect(await owners()).toEqual([]);
});

it("pnpm jobs:reconcile takes a database as development's where QStash is on this machine", async () => {
  await run("reconcile", { QSTASH_URL: "http://127.0.0.1:9" });
  expect(await owners()).toEqual([{ environment: "development", epoch: 1 }]);
});
