import { writeFile } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GET as health } from "@/app/api/health/route";
import { checkUp } from "@/lib/doctor/check-up";
import { CHECKS, type CheckName } from "@/lib/doctor/finding";
import { checkMail } from "@/lib/doctor/mail";
import { checkMigrations } from "@/lib/doctor/migrations";
import { checkNode } from "@/lib/doctor/node";
import { checkRights } from "@/lib/doctor/rights";
import { noteReconciled } from "@/lib/jobs/install/take";
import { setUpSchedules } from "@/lib/jobs/schedules/set-up";
import { registry } from "@/lib/registry";
import { schedules } from "@/lib/schedules";
import { jobs } from "@/tests/command-line/jobs";
import { makeTempFolder } from "@/tests/helpers/temp-folder";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  process.env.STORAGE_DIR = await makeTempFolder();
  world = await startWorld(undefined, { routes: { "/api/health": health } });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.execute(sql`delete from job_install`);
  await noteReconciled(world.db);
  await setUpSchedules({ schedules, registry });
});

function look() {
  return checkUp({ database: () => world.db, declared: async () => ({ schedules, registry }) });
}

async function stateOf(check: CheckName) {
  return (await look()).find((finding) => finding.check === check);
}

/** Puts all migrations some milliseconds back or forth. */
function shift(by: number) {
  return world.db.execute(sql`update drizzle.__drizzle_migrations set created_at = created_at + ${by}::int`);
}

function rotate() {
  const headers = { authorization: `Bearer ${world.qstash.token}` };
  return fetch(`${world.qstash.url}/v2/keys/rotate`, { method: "POST", headers });
}

describe("a check-up", () => {
  it("finds all as it should be, one finding of each check, in their order", async () => {
    const findings = await look();
    expect(findings.filter(({ state }) => state !== "ok")).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual([...CHECKS]);
    expect(JSON.stringify(findings)).not.toContain(world.qstash.currentSigningKey);
  });

  it("finds a database of another environment, and one that is nobody's", async () => {
    await world.db.execute(sql`update job_install set environment = 'production'`);
    expect(await stateOf("owner")).toMatchObject({
      state: "failure",
      says: expect.stringContaining("production-1"),
    });
    await world.db.execute(sql`delete from job_install`);
    expect(await stateOf("owner")).toMatchObject({ state: "warning", fix: "pnpm jobs:setup" });
  });

  it("finds that reconcile is late, and that a schedule differs", async () => {
    await world.db.execute(
      sql`update job_install set reconciled_at = clock_timestamp() - interval '16 minutes'`,
    );
    await world.db.execute(sql`update schedules set cron = '0 5 * * *' where id = 'clean-up-logs'`);
    expect(await stateOf("reconcile")).toMatchObject({
      state: "failure",
      says: "the last pass ended 16 min ago",
    });
    expect(await stateOf("schedules")).toMatchObject({ state: "failure", fix: "pnpm jobs:setup" });
  });

  it("finds a migration that is missing, and one of a later deploy", async () => {
    await shift(-1);
    expect(await stateOf("migrations")).toMatchObject({ state: "failure", fix: "pnpm db:migrate" });
    await shift(2);
    expect(await stateOf("migrations")).toMatchObject({ state: "warning" });
    await shift(-1);
    expect(await stateOf("migrations")).toMatchObject({ state: "ok" });
  });

  it("finds that the role may not write a table", async () => {
    await world.db.execute(sql`drop role if exists reader_of_doctor`);
    await world.db.execute(sql`create role reader_of_doctor`);
    await world.db.transaction(async (tx) => {
      await tx.execute(
        sql`grant select, insert, update, delete on all tables in schema public to reader_of_doctor`,
      );
      await tx.execute(sql`revoke update on job_logs from reader_of_doctor`);
      await tx.execute(sql`set local role reader_of_doctor`);
      const found = [await checkRights(tx), await checkMigrations(tx)];
      expect(found).toMatchObject([
        { state: "failure", says: "role reader_of_doctor may not read and write job_logs" },
        { state: "warning" },
      ]);
      await tx.execute(sql`reset role`);
    });
    await world.db.execute(sql`drop owned by reader_of_doctor`);
    await world.db.execute(sql`drop role reader_of_doctor`);
  });

  it("finds keys that were rotated, once and twice", async () => {
    await rotate();
    expect(await stateOf("signing-keys")).toMatchObject({ state: "warning" });
    await rotate();
    expect(await stateOf("signing-keys")).toMatchObject({
      state: "failure",
      fix: expect.stringContaining("console"),
    });
  });
});

describe("pnpm jobs:doctor", () => {
  it("prints a line of each finding and ends with 1 when something is wrong", async () => {
    const { code, stdout, stderr } = await jobs(["doctor"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok\tnode\tNode\.js \d+\.\d+\.\d+\t\n/);
    expect(stdout).toMatch(/^failure\tsigning-keys\t.+\t.+\n/m);
    expect(stderr).toMatch(/\d+ ✓ · \d+ ! · 1 ✗\n$/);
  });

  it("looks at production with the variables of a file, by the rules of production", async () => {
    const file = path.join(await makeTempFolder(), ".env.production");
    await writeFile(file, "BASE_URL=http://app.example\n");
    const { code, stdout } = await jobs(["doctor", "--target", "production", "--env-file", file, "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([
        {
          check: "environment",
          state: "failure",
          says: "BASE_URL must begin with https://",
          fix: "set BASE_URL; .env.example explains it",
        },
      ]),
    });
  });
});

describe("single checks", () => {
  it.each([
    ["20.18.9", "failure"],
    ["20.19.0", "ok"],
    ["22.0.0", "ok"],
  ])("Node.js %s: %s", (version, state) => {
    expect(checkNode(version)).toMatchObject({ state });
  });

  it.each([
    ["re_abcdefghij", "Acme <mail@acme.example>", "ok"],
    ['"re_abcdefghij"', "Acme <mail@acme.example>", "failure"],
    ["re_abcdefghij", "Acme", "failure"],
    ["re_abcdefghij", "onboarding@resend.dev", "warning"],
  ])("key %s and sender %s: %s", (RESEND_API_KEY, RESEND_FROM, state) => {
    expect(checkMail({ RESEND_API_KEY, RESEND_FROM, RESEND_BASE_URL: undefined })).toMatchObject({ state });
  });
});
