import { Client } from "@upstash/qstash";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connect } from "@/lib/db/client";
import { schedules } from "@/lib/schedules";
import { randomCredentials } from "@/scripts/qstash-local/credentials";
import { type QStashLocal, startQStashLocal } from "@/scripts/qstash-local/server";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { runScript } from "./run-script";

const DECLARED = schedules.map(({ id }) => `staging-${id}`);
const DIFFERS = `differs: ${DECLARED.length} to create; pnpm jobs:setup does it\n`;

let qstash: QStashLocal;
let database: TestDatabase;
let environment: Record<string, string>;

beforeEach(async () => {
  database = await testDatabase();
  qstash = await startQStashLocal(randomCredentials());
  environment = {
    ...appEnvironment({ DATABASE_URL: database.url, QSTASH_URL: qstash.url }),
    QSTASH_TOKEN: qstash.token,
    JOBS_ENVIRONMENT: "staging",
  };
});
afterEach(async () => {
  await qstash.close();
  await database.drop();
});

/** Runs the command with options and changed variables. */
function setup(...given: (string | Record<string, string>)[]) {
  const args = given.filter((each) => typeof each === "string");
  const changes = given.filter((each) => typeof each !== "string");
  return runScript("scripts/jobs.ts", ["setup", ...args], Object.assign({}, environment, ...changes));
}

function registered() {
  return new Client({ baseUrl: qstash.url, token: qstash.token }).schedules.list();
}

it("pnpm jobs:setup shows what it does, does it, and has nothing to do the second time", async () => {
  const first = await setup();
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout).toContain(`Schedules of environment "staging" at ${qstash.url}`);
  expect(first.stdout).toMatch(/^\+ staging-reconcile\n\+ {3}\*\/5 \* \* \* \* {2}http.*\n/m);
  expect(first.stdout).toMatch(/^\+ staging-clean-up-sessions\n\+ {3}0 2 \* \* \* {2}cleanup-old-data\n/m);
  expect(first.stdout).toMatch(/\n\ndone\n$/);
  expect(await registered()).toHaveLength(DECLARED.length);
  const second = await setup();
  expect(second).toMatchObject({ code: 0, stderr: "" });
  expect(second.stdout).toMatch(new RegExp(` ${DECLARED.at(-1)}\n\nnothing to do\n$`));
});

it("pnpm jobs:setup --check ends with 1 on a difference and changes nothing, with 0 when there is none", async () => {
  const before = await setup("--check");
  expect(before.code).toBe(1);
  expect(before.stdout.endsWith(DIFFERS)).toBe(true);
  expect(await registered()).toEqual([]);
  await setup();
  expect(await setup("--check")).toMatchObject({ code: 0 });
});

it("pnpm jobs:setup --dry-run ends with 0, says what it would do, and changes nothing", async () => {
  const { code, stdout } = await setup("--dry-run");
  expect(code).toBe(0);
  expect(stdout).toContain("\n+ staging-reconcile\n");
  expect(stdout.endsWith(DIFFERS)).toBe(true);
  expect(await registered()).toEqual([]);
});

it("pnpm jobs:setup --list shows when schedules run next and what they came to last", async () => {
  expect(await setup("--list")).toMatchObject({ code: 0, stdout: "no schedules that start jobs\n" });
  await plantSchedule();
  const { code, stdout } = await setup("--list");
  expect(code).toBe(0);
  expect(stdout.split("\n")).toEqual([
    "SCHEDULE      JOB         CRON                     NEXT RUN           LAST",
    "org.7.weekly  send-email  0 8 * * 1 Europe/Berlin  2031-01-06T07:00Z  2030-12-30T07:00Z overlapped  not at QStash yet",
    "",
  ]);
  expect(JSON.parse((await setup("--list", "--json")).stdout)).toMatchObject({
    ok: true,
    schedules: [
      { id: "org.7.weekly", nextTickAt: "2031-01-06T07:00:00.000Z", last: { outcome: "overlapped" } },
    ],
  });
  expect(await registered()).toEqual([]);
});

it("five pnpm jobs:setup at once end with one schedule of each, an organization's that QStash lacked among them", {
  timeout: 120_000,
}, async () => {
  await plantSchedule();
  const ended = await Promise.all(Array.from({ length: 5 }, () => setup()));
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
  const ids = (await registered()).map(({ scheduleId }) => scheduleId);
  expect(ids.toSorted()).toEqual([...DECLARED, "staging-org.7.weekly"].toSorted());
  expect((await setup()).stdout).toMatch(/ {2}1 of organizations\n\nnothing to do\n$/);
});

/** A schedule that an organization made while QStash was away. */
async function plantSchedule(): Promise<void> {
  const { db, close } = connect(database.url, { max: 1 });
  await db.execute(sql`
    insert into schedules (id, organization_id, job_type, execution, cron, timezone, rules, next_tick_at,
      register_claimed_until)
    values ('org.7.weekly', 7, 'send-email', '{"payload":{},"payloadHash":"","userId":null}', '0 8 * * 1',
      'Europe/Berlin', '{}', '2031-01-06T07:00Z', clock_timestamp())`);
  await db.execute(sql`
    insert into schedule_occurrences (schedule_id, tick, cause, outcome)
    values ('org.7.weekly', '2030-12-30T07:00Z', 'fired', 'overlapped')`);
  await close();
}

it("pnpm jobs:setup --json says in one line what was done", async () => {
  const { code, stdout } = await setup("--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    ok: true,
    environment: "staging",
    qstash: qstash.url,
    database: { owner: "staging-1", became: "taken" },
    applied: true,
    steps: DECLARED.map((id) => expect.objectContaining({ verb: "create", id })),
  });
});

it("pnpm jobs:setup --help explains it, and an unknown option ends with 2", async () => {
  const help = await setup("--help");
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("--check");
  const unknown = await setup("--dri-run");
  expect(unknown).toMatchObject({ code: 2, stdout: "" });
  expect(unknown.stderr).toBe(
    "jobs:setup: unknown option --dri-run\n" +
      "  why: jobs:setup has no such option; the nearest is --dry-run\n" +
      "  try: pnpm jobs:setup --help\n",
  );
});

it("pnpm jobs:setup says in three lines that QStash is away", async () => {
  const gone = await startQStashLocal();
  await gone.close();
  const { code, stdout, stderr } = await setup("--json", { QSTASH_URL: gone.url });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    new RegExp(
      `^jobs:setup: no usable answer from QStash at ${gone.url}\n  why: .*ECONNREFUSED.*\n  try: .+\n$`,
    ),
  );
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, why: expect.stringContaining("ECONNREFUSED") });
});

it("pnpm jobs:setup says in three lines that QStash does not know the token", async () => {
  const { code, stderr } = await setup({ QSTASH_TOKEN: "token-of-somebody-else" });
  expect(code).toBe(1);
  expect(stderr).toMatch(/ status 401\n {2}why: .*invalid token.*\n {2}try: check QSTASH_TOKEN.+\n$/);
});

it("pnpm jobs:setup says in three lines that the database is away", async () => {
  const { code, stderr } = await setup({ DATABASE_URL: "postgres://nobody@127.0.0.1:9/none" });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^jobs:setup: no usable answer from the database\n {2}why: .+\n {2}try: check DATABASE_URL.+\n$/,
  );
  expect(await registered()).toEqual([]);
});

it("pnpm jobs:setup names every variable that is missing", async () => {
  const { code, stderr } = await runScript("scripts/jobs.ts", ["setup"], {});
  expect(code).toBe(1);
  expect(stderr).toMatch(/\n {2}why: DATABASE_URL is not set; .*QSTASH_TOKEN is not set.*\n {2}try: .+\n$/);
});
