// oxlint-disable-next-line import/no-unassigned-import -- first: Next looks for AsyncLocalStorage as it is loaded
import "next/dist/server/node-environment-baseline";

import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { cancel, hasten, note, replay, retry } from "@/app/admin/jobs/[jobId]/deeds/actions";
import { type ReplayState, replayEdited } from "@/app/admin/jobs/[jobId]/replay/actions";
import { nameOf } from "@/app/admin/jobs/[jobId]/replay/draft";
import { database } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { inRequest, leadsTo } from "@/tests/helpers/in-request";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, select } from "@/tests/helpers/rows";
import { type StaffCookies, staffCookies } from "@/tests/helpers/staff-cookies";
import { auditOf } from "@/tests/operations/audit";

let app: TestApp;
let db: Database;
let cookies: StaffCookies;
type Who = keyof StaffCookies;

beforeAll(async () => {
  quietConsole();
  app = await startApp();
  db = database();
  cookies = await staffCookies(db, app.url);
});
afterAll(() => app.stop());

const PAYLOAD = {
  template: "passwordReset",
  to: "ada@example.test",
  data: { name: "Ada", resetUrl: "https://app.example/canary-4711", expiresInMinutes: 60 },
} as const;

/** A mail that nobody sends. */
async function mail(set = sql`priority = 0`, options: EnqueueOptions = {}): Promise<string> {
  const { jobId } = await insert(db, await prepare(sendEmail, PAYLOAD, options));
  // Nobody else takes it along.
  await alter(db, jobId, sql`${set}, publish_claimed_until = clock_timestamp() + interval '1 hour'`);
  return jobId;
}

const FAILED = sql`status = 'failed', run = 0, completed_at = clock_timestamp(), error = 'no', error_code = 'no'`;

/** The row to the letter, and how many replays there are: a refused deed changes neither. */
function standing(jobId: string) {
  return select(
    db,
    sql`select to_jsonb(j) as row, (select count(*)::int from job_executions r where r.replayed_from = j.job_id) as replays
      from job_executions j where job_id = ${jobId}::uuid`,
  );
}

function form(jobId: string, fields: Record<string, string> = {}): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries({ jobId, ...fields })) data.set(name, value);
  return data;
}

type Action = (form: FormData) => Promise<void>;

/** What somebody is told who calls an action directly. */
async function told(who: Who, action: Action, given: FormData): Promise<string | null> {
  const to = await leadsTo(inRequest(cookies[who], () => action(given)));
  return new URL(to, app.url).searchParams.get("did");
}

const DEEDS: Record<string, [Action, () => Promise<string>, string]> = {
  retry: [retry, () => mail(FAILED), "revived"],
  cancel: [cancel, () => mail(), "cancelled"],
  replay: [replay, () => mail(FAILED), "replayed"],
  "run now": [hasten, () => mail(sql`priority = 0`, { delay: 3600 }), "hastened"],
  note: [note, () => mail(), "noted"],
};

describe.each(Object.entries(DEEDS))("%s", (_, [action, plant, done]) => {
  it("is done for an operator, with a line of the audit that says why", async () => {
    const jobId = await plant();
    expect(await told("operator", action, form(jobId, { reason: " the customer waits " }))).toBe(done);
    const lines = await select(
      db,
      sql`select a.reason, u.name from job_audit a join users u on u.id = a.user_id
        where a.job_id in (select job_id from job_executions where ${jobId}::uuid in (job_id, replayed_from))`,
    );
    expect(lines).toEqual([{ reason: "the customer waits", name: "Alan Turing" }]);
  });

  it("is refused to a viewer, to people who are no staff and to nobody, who ask directly", async () => {
    const jobId = await plant();
    const before = await standing(jobId);
    const given = form(jobId, { reason: "please" });
    expect(await told("viewer", action, given)).toBe("not-allowed");
    await expect(inRequest(cookies.none, () => action(given))).rejects.toMatchObject({
      digest: expect.stringContaining("404"),
    });
    expect(await leadsTo(inRequest(cookies.nobody, () => action(given)))).toBe("/sign-in");
    expect(await standing(jobId)).toEqual(before);
    expect(await auditOf(db, jobId)).toEqual([]);
  });

  it("says that there is no such job", async () => {
    for (const id of [randomUUID(), "no-id", "", "'; drop table job_executions"])
      expect(await told("operator", action, form(id, { reason: "x" }))).toBe("unknown");
  });
});

describe("a deed", () => {
  it("that does not fit says why, and does nothing", async () => {
    const open = await mail();
    const failed = await mail(FAILED);
    const before = [await standing(open), await standing(failed)];
    expect(await told("operator", retry, form(open))).toBe("open");
    expect(await told("operator", cancel, form(failed))).toBe("already-ended");
    expect(await told("operator", hasten, form(failed))).toBe("ended");
    expect(await told("operator", hasten, form(open))).toBe("due");
    expect(await told("operator", note, form(open))).toBe("no-note");
    expect([await standing(open), await standing(failed)]).toEqual(before);
  });

  it("sends once more what may have happened for an admin only", async () => {
    const jobId = await mail(FAILED);
    await db.execute(sql`insert into job_effects (job_id, key, state, run, first_sent_at)
      values (${jobId}::uuid, 'mail', 'sending', 1, clock_timestamp())`);
    const anyway = form(jobId, { sendAnyway: "on" });
    expect(await told("operator", retry, anyway)).toBe("not-allowed");
    expect(await told("admin", retry, anyway)).toBe("revived");
    const stateOf = async () =>
      (await select(db, sql`select state from job_effects where job_id = ${jobId}::uuid`))[0]?.state;
    await vi.waitFor(async () => expect(await stateOf()).toBe("done"), { timeout: 20_000 });
  });
});

const STATE: ReplayState = {
  draft: { payload: null, misfits: {} },
  turn: 0,
  focus: null,
  message: null,
  errors: {},
  reason: "",
};

/** What a browser sends for the payload, with some values changed. */
function edited(jobId: string, changes: Record<string, string> = {}): FormData {
  const given = form(jobId, { do: "replay", as: "form", reason: "wrong address" });
  given.set(nameOf.variant(""), "passwordReset");
  for (const pointer of ["", "/data"]) given.append(nameOf.present, pointer);
  const values = { "/to": "ada@example.test", "/data/name": "Ada", "/data/resetUrl": "[secret]" };
  for (const [pointer, value] of Object.entries({ ...values, "/data/expiresInMinutes": "60", ...changes }))
    given.set(nameOf.value(pointer), value);
  return given;
}

describe("a replay with an edited payload", () => {
  it("starts a new job, which keeps the secret that nobody has seen", async () => {
    const jobId = await mail(FAILED);
    const given = edited(jobId, { "/data/name": "Ada Lovelace" });
    const to = await leadsTo(inRequest(cookies.admin, () => replayEdited(STATE, given)));
    const replayed = new URL(to, app.url).pathname.split("/").at(-1) ?? "";
    const [row] = await select(
      db,
      sql`select payload, replayed_from as of from job_executions where job_id = ${replayed}::uuid`,
    );
    expect(row).toEqual({
      payload: { ...PAYLOAD, data: { ...PAYLOAD.data, name: "Ada Lovelace" } },
      of: jobId,
    });
    expect(await auditOf(db, replayed)).toMatchObject([{ action: "replay", reason: "wrong address" }]);
  });

  it("says at each field what does not fit, keeps what was typed, and starts nothing", async () => {
    const jobId = await mail(FAILED);
    const before = await standing(jobId);
    const given = edited(jobId, { "/to": "nobody", "/data/expiresInMinutes": "soon" });
    const state = await inRequest(cookies.admin, () => replayEdited(STATE, given));
    expect(Object.keys(state.errors)).toEqual(["/to", "/data/expiresInMinutes"]);
    expect(state).toMatchObject({ turn: 1, focus: "/to", reason: "wrong address" });
    expect(state.draft.payload).toMatchObject({ to: "nobody", data: { expiresInMinutes: "soon" } });
    expect(JSON.stringify(state)).not.toContain("canary");
    expect(await standing(jobId)).toEqual(before);
  });

  it("may be given as JSON", async () => {
    const jobId = await mail(FAILED);
    const json = (text: string) => {
      const given = form(jobId, { do: "replay", as: "json" });
      given.set(nameOf.value(""), text);
      return inRequest(cookies.admin, () => replayEdited(STATE, given));
    };
    expect((await json("{to:")).errors).toEqual({ "": "This is no JSON." });
    expect((await json('{"template":"passwordReset","to":"x"}')).errors[""]).toContain("/to: ");
    const whole = JSON.stringify({ ...PAYLOAD, data: { ...PAYLOAD.data, resetUrl: "[secret]" } });
    expect(await leadsTo(json(whole))).toContain("did=replayed");
  });

  it("is refused where there can be none, and to whoever may not", async () => {
    const open = await mail();
    const failed = await mail(FAILED);
    const before = [await standing(open), await standing(failed)];
    const state = await inRequest(cookies.operator, () => replayEdited(STATE, edited(open)));
    expect(state.message).toBe("It has not ended. Cancel it first, or wait for its end.");
    const refused = await inRequest(cookies.viewer, () => replayEdited(STATE, edited(failed)));
    expect(refused.message).toBe('This takes the staff role "operator".');
    const foreign = await inRequest(cookies.none, () => replayEdited(STATE, edited(failed)));
    expect(foreign).toMatchObject({ message: "There is no such page.", draft: STATE.draft });
    expect([await standing(open), await standing(failed)]).toEqual(before);
  });
});
