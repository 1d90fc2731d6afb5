// oxlint-disable-next-line import/no-unassigned-import -- first: Next looks for AsyncLocalStorage as it is loaded
import "next/dist/server/node-environment-baseline";

import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FormState } from "@/app/_people/form-state";
import { deleteLetters, reviveLetter } from "@/app/admin/jobs/dead-letters/actions";
import { pause, putRight, resume, runNow } from "@/app/admin/jobs/schedules/actions";
import {
  lookAgain,
  pauseJobType,
  reconcileNow,
  resumeJobType,
  silenceAlert,
  startTestJob,
  unsilenceAlert,
} from "@/app/admin/jobs/system/actions";
import { cleanupOldData } from "@/lib/cleanup/jobs";
import { database } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";
import { openSilences } from "@/lib/jobs/alerts/silence";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { setUpSchedules } from "@/lib/jobs/schedules/set-up";
import { registry } from "@/lib/registry";
import { schedules } from "@/lib/schedules";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { inRequest, leadsTo } from "@/tests/helpers/in-request";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, select, wholeFootprint } from "@/tests/helpers/rows";
import { type StaffCookies, staffCookies } from "@/tests/helpers/staff-cookies";

let app: TestApp;
let db: Database;
let cookies: StaffCookies;
type Who = keyof StaffCookies;

beforeAll(async () => {
  quietConsole();
  app = await startApp();
  db = database();
  cookies = await staffCookies(db, app.url);
  await setUpSchedules({ schedules, registry });
});
beforeEach(() => db.execute(sql`truncate job_audit`));
afterAll(() => app.stop());

type Action = (state: FormState, form: FormData) => Promise<FormState>;

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

/** What somebody is told who calls an action directly. */
function told(who: Who, action: Action, fields: Record<string, string> = {}): Promise<FormState> {
  return inRequest(cookies[who], () => action({}, formOf(fields)));
}

function audit() {
  return select(
    db,
    sql`select a.action, a.job_type as type, a.reason, u.name from job_audit a left join users u on u.id = a.user_id order by a.id`,
  );
}

const ID = "clean-up-logs";
const TYPE = "generate-report";
const NOBODYS = "01900000-0000-7000-8000-000000000000";

/** Each deed with what is sent, and who must not do it. */
const DEEDS: Record<string, { action: Action; fields?: Record<string, string>; refused: Who[] }> = {
  "pause a schedule": { action: pause, fields: { id: ID }, refused: ["viewer"] },
  "resume a schedule": { action: resume, fields: { id: ID }, refused: ["viewer"] },
  "run a schedule": { action: runNow, fields: { id: ID }, refused: ["viewer"] },
  "put schedules right": { action: putRight, refused: ["viewer"] },
  "retry a letter's job": { action: reviveLetter, fields: { jobId: NOBODYS }, refused: ["viewer"] },
  "delete letters": { action: deleteLetters, fields: { dlqId: "1-0" }, refused: ["viewer", "operator"] },
  reconcile: { action: reconcileNow, refused: ["viewer", "operator"] },
  "send a test job": { action: startTestJob, refused: ["viewer"] },
  "pause a type": { action: pauseJobType, fields: { type: TYPE }, refused: ["viewer", "operator"] },
  "resume a type": { action: resumeJobType, fields: { type: TYPE }, refused: ["viewer", "operator"] },
  "silence an alert": {
    action: silenceAlert,
    fields: { rule: "failure-rate", subject: TYPE, hours: "1", reason: "known" },
    refused: ["viewer"],
  },
  "end a silence": { action: unsilenceAlert, fields: { id: NOBODYS }, refused: ["viewer"] },
  "look again": { action: lookAgain, refused: [] },
};

describe.each(Object.entries(DEEDS))("to %s", (_, { action, fields = {}, refused }) => {
  it.each<Who>([...refused, "none", "nobody"])(
    "is refused to whoever is %s, and changes nothing",
    async (who) => {
      const before = await wholeFootprint(db);
      const said = await told(who, action, fields);
      expect(said.message).toMatch(/role|sign in|no such page/i);
      expect(said.done).toBeUndefined();
      expect(await wholeFootprint(db)).toBe(before);
      expect(await openSilences(db)).toEqual([]);
    },
  );
});

describe("an operator", () => {
  it("pauses and resumes a schedule, and says why", async () => {
    expect(await told("operator", pause, { id: ID, reason: " disk is full " })).toEqual({ done: "Paused." });
    expect((await told("operator", pause, { id: ID })).done).toMatch(/already/);
    expect(await told("operator", resume, { id: ID })).toEqual({ done: "It goes on." });
    expect(await audit()).toEqual([
      { action: "pause-schedule", type: cleanupOldData.type, reason: "disk is full", name: "Alan Turing" },
      { action: "resume-schedule", type: cleanupOldData.type, reason: null, name: "Alan Turing" },
    ]);
  });

  it("runs a schedule, and is led to its job", async () => {
    const to = await leadsTo(inRequest(cookies.operator, () => runNow({}, formOf({ id: ID }))));
    const jobs = await select(db, sql`select job_id from job_executions where schedule_id = ${ID}`);
    expect(jobs.map(({ job_id: id }) => `/admin/jobs/${String(id)}`)).toEqual([to]);
    expect(await audit()).toMatchObject([{ action: "run-schedule", name: "Alan Turing" }]);
    expect((await told("operator", runNow, { id: "no-such" })).message).toMatch(/no such/);
  });

  it("sends a test job that changes nothing, and is led to it", async () => {
    const to = await leadsTo(
      inRequest(cookies.operator, () => startTestJob({}, formOf({ reason: "new key" }))),
    );
    const [job] = await select(
      db,
      sql`select payload from job_executions where job_id = ${to.split("/").at(-1) ?? ""}::uuid`,
    );
    expect(job).toMatchObject({ payload: { dryRun: true } });
    expect(await audit()).toEqual([
      { action: "test-job", type: cleanupOldData.type, reason: "new key", name: "Alan Turing" },
    ]);
  });

  it("silences an alert with a reason only, and ends that", async () => {
    const fields = { rule: "failure-rate", subject: TYPE, hours: "8" };
    expect((await told("operator", silenceAlert, fields)).message).toMatch(/why/);
    expect((await told("operator", silenceAlert, { ...fields, hours: "9999", reason: "x" })).message).toMatch(
      /how long/,
    );
    await told("operator", silenceAlert, { ...fields, reason: "known" });
    const [silence] = await openSilences(db);
    expect(silence).toMatchObject({ rule: "failure-rate", subject: TYPE, reason: "known" });
    await told("operator", unsilenceAlert, { id: silence?.id ?? "" });
    expect(await openSilences(db)).toEqual([]);
    expect(await audit()).toMatchObject([{ action: "silence" }, { action: "end-silence" }]);
  });

  it("retries the job of a letter that is gone, and is led to it", async () => {
    const payload = { cleanupType: "logs", daysOld: 365 } as const;
    const { jobId } = await insert(db, await prepare(cleanupOldData, payload, {}));
    await alter(
      db,
      jobId,
      sql`status = 'failed', completed_at = clock_timestamp(), error = 'no', error_code = 'no'`,
    );
    const form = formOf({ jobId, dlqId: "1725323658779-0" });
    expect(await leadsTo(inRequest(cookies.operator, () => reviveLetter({}, form)))).toBe(
      `/admin/jobs/${jobId}`,
    );
    expect(await audit()).toMatchObject([{ action: "revive" }]);
    expect((await told("operator", reviveLetter, { jobId: "no-id" })).message).toMatch(/no such job/);
  });
});

describe("an admin", () => {
  it("pauses and resumes types of the app, and no others", async () => {
    expect((await told("admin", pauseJobType, { type: "no-such" })).message).toMatch(/no such type/);
    expect((await told("admin", pauseJobType, { type: TYPE, reason: "outage" })).done).toMatch(/is paused/);
    expect((await told("admin", resumeJobType, { type: TYPE })).done).toMatch(/goes on/);
    expect(await audit()).toMatchObject([
      { action: "pause", type: TYPE, reason: "outage", name: "Ada Lovelace" },
      { action: "resume", type: TYPE },
    ]);
  });

  it("runs reconcile, which is noted", async () => {
    expect((await told("admin", reconcileNow)).done).toMatch(/Nothing was stuck|Done/);
    expect(await audit()).toMatchObject([{ action: "reconcile", name: "Ada Lovelace" }]);
  });

  it("deletes letters, and is told when there are none", async () => {
    expect(await told("admin", deleteLetters, { dlqId: "1725323658779-0" })).toEqual({
      done: "They were gone already.",
    });
  });
});
