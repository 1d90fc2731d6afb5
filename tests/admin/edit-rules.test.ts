// oxlint-disable-next-line import/no-unassigned-import -- first: Next looks for AsyncLocalStorage as it is loaded
import "next/dist/server/node-environment-baseline";

import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ReplayState, replayEdited } from "@/app/admin/jobs/[jobId]/replay/actions";
import { nameOf } from "@/app/admin/jobs/[jobId]/replay/draft";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import { exportData } from "@/lib/exports/jobs";
import { type JobActor, NOBODY } from "@/lib/jobs/actor";
import type { JobDefinition } from "@/lib/jobs/define";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { operateOnJobs } from "@/lib/operations/jobs";
import { generateReport } from "@/lib/reports/jobs";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { inRequest, leadsTo } from "@/tests/helpers/in-request";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, select } from "@/tests/helpers/rows";
import { type StaffCookies, staffCookies } from "@/tests/helpers/staff-cookies";

let app: TestApp;
let cookies: StaffCookies;
/** Annie, who is no staff, in her organization. */
let annie: JobActor;

beforeAll(async () => {
  quietConsole();
  app = await startApp();
  cookies = await staffCookies(database(), app.url);
  const [found] = await query(
    database(),
    z.object({ userId: z.coerce.number(), organizationId: z.coerce.number() }),
    sql`select user_id as "userId", organization_id as "organizationId"
      from members join users on users.id = user_id where email = 'annie@example.test'`,
  );
  if (found === undefined) throw new Error("Annie is among the demo people.");
  annie = found;
});
afterAll(() => app.stop());

const WELCOME = {
  template: "welcome",
  to: "guest@elsewhere.example",
  data: { name: "Guest", dashboardUrl: "https://elsewhere.example/start" },
} as const;

/** A job that has failed, which nobody else takes along. */
async function failed(job: JobDefinition, payload: unknown, actor: JobActor): Promise<string> {
  const { jobId } = await insert(database(), await prepare(job, payload, { actor }));
  await alter(
    database(),
    jobId,
    sql`status = 'failed', run = 0, completed_at = clock_timestamp(), error = 'no', error_code = 'no',
      publish_claimed_until = clock_timestamp() + interval '1 hour'`,
  );
  return jobId;
}

const STATE: ReplayState = {
  draft: { payload: null, misfits: {} },
  turn: 0,
  focus: null,
  message: null,
  errors: {},
  reason: "",
};

function sent(jobId: string, fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ jobId, do: "replay", ...fields })) form.set(name, value);
  return form;
}

/** What a browser sends for the mail, with some values changed. */
function mail(jobId: string, changes: Record<string, string> = {}): FormData {
  const form = sent(jobId, { as: "form", [nameOf.variant("")]: "welcome" });
  for (const pointer of ["", "/data"]) form.append(nameOf.present, pointer);
  const values = {
    "/to": WELCOME.to,
    "/data/name": "Guest",
    "/data/dashboardUrl": WELCOME.data.dashboardUrl,
  };
  for (const [pointer, value] of Object.entries({ ...values, ...changes }))
    form.set(nameOf.value(pointer), value);
  return form;
}

function json(jobId: string, payload: unknown): FormData {
  return sent(jobId, { as: "json", [nameOf.value("")]: JSON.stringify(payload) });
}

type Who = "operator" | "admin";

function refused(who: Who, form: FormData): Promise<ReplayState> {
  return inRequest(cookies[who], () => replayEdited(STATE, form));
}

function started(form: FormData): Promise<string> {
  return leadsTo(inRequest(cookies.operator, () => replayEdited(STATE, form)));
}

function replaysOf(jobId: string) {
  return select(
    database(),
    sql`select payload, organization_id as "organizationId" from job_executions where replayed_from = ${jobId}::uuid`,
  );
}

const MEMBERS_ONLY = "Mail goes to members of the organization only.";

describe("an edited replay obeys the rules that dispatching its type obeys", () => {
  it.each<Who>(["operator", "admin"])(
    "mails no stranger for an %s, and says so at the field",
    async (who) => {
      const jobId = await failed(sendEmail, WELCOME, annie);
      const state = await refused(who, mail(jobId, { "/to": "mallory@example.test" }));
      expect(state).toMatchObject({
        errors: { "/to": MEMBERS_ONLY },
        focus: "/to",
        draft: { payload: { to: "mallory@example.test" } },
      });
      expect(state.message).toMatch(/Nothing was started/);
      expect(await replaysOf(jobId)).toEqual([]);
    },
  );

  it("mails members of the organization that the job belongs to, whoever edits it", async () => {
    const jobId = await failed(sendEmail, WELCOME, annie);
    expect(await started(mail(jobId, { "/to": "annie@example.test" }))).toContain("did=replayed");
    expect(await replaysOf(jobId)).toMatchObject([
      { payload: { to: "annie@example.test" }, organizationId: String(annie.organizationId) },
    ]);
    const nobodys = await failed(sendEmail, WELCOME, NOBODY);
    const state = await refused("admin", mail(nobodys, { "/to": "annie@example.test" }));
    expect(state.errors).toEqual({ "/to": MEMBERS_ONLY });
  });

  it("leaves alone what it has against parts that stay as they are", async () => {
    const jobId = await failed(sendEmail, WELCOME, annie);
    expect(await started(mail(jobId, { "/data/name": "Guest of honour" }))).toContain("did=replayed");
    const state = await refused(
      "operator",
      mail(jobId, { "/data/name": "see www.evil.example", "/data/dashboardUrl": "https://evil.example" }),
    );
    expect(state.errors).toEqual({
      "/data/name": expect.stringContaining("must not contain a link"),
      "/data/dashboardUrl": expect.stringContaining("leads elsewhere"),
    });
    expect(await replaysOf(jobId)).toHaveLength(1);
  });

  it("holds all of it against a payload that has no original any more", async () => {
    const jobId = await failed(sendEmail, WELCOME, annie);
    await alter(database(), jobId, sql`payload = null, payload_erased_at = clock_timestamp()`);
    const state = await refused("operator", mail(jobId));
    expect(Object.keys(state.errors)).toEqual(["/to", "/data/dashboardUrl"]);
  });

  it.each<Who>(["operator", "admin"])(
    "lets an %s do nothing in the name of who began an operation",
    async (who) => {
      const operation = {
        operation: "cancel",
        filter: { types: ["send-email"] },
        startedAt: "2026-11-01T12:00:00Z",
        total: 1,
        by: { userId: 1, reason: "as asked" },
      };
      const jobId = await failed(operateOnJobs, operation, NOBODY);
      for (const change of [
        { by: { userId: 2 } },
        { filter: { types: ["export-data"] } },
        { operation: "revive" },
      ]) {
        const state = await refused(who, json(jobId, { ...operation, ...change }));
        expect(state.errors[""]).toContain("An operation is not edited");
      }
      expect(await replaysOf(jobId)).toEqual([]);
      expect(await started(json(jobId, operation))).toContain("did=replayed");
    },
  );

  it("gives nobody more rows than the owner may have, nor mails them elsewhere", async () => {
    const range = { from: "2026-11-01", to: "2026-11-02" };
    const report = { reportType: "usage", dateRange: range, zone: "UTC", format: "json", recipients: [] };
    const reportId = await failed(generateReport, report, annie);
    const mailed = await refused("admin", json(reportId, { ...report, recipients: ["m@evil.example"] }));
    expect(mailed.errors[""]).toMatch(/^\/recipients: .*recipient 1 is neither/);
    const wide = await refused("admin", json(reportId, { ...report, scope: "everything" }));
    expect(wide.errors[""]).toMatch(/^\/scope: .*for staff/);
    const users = { exportType: "users", format: "csv", notifyEmail: "annie@example.test" };
    const exportId = await failed(exportData, users, annie);
    const told = await refused("operator", json(exportId, { ...users, notifyEmail: "m@evil.example" }));
    expect(told.errors[""]).toMatch(/^\/notifyEmail: /);
    expect(await started(json(exportId, { ...users, format: "json" }))).toContain("did=replayed");
  });
});
