// oxlint-disable-next-line import/no-unassigned-import -- first: Next looks for AsyncLocalStorage as it is loaded
import "next/dist/server/node-environment-baseline";

import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replay, retry } from "@/app/admin/jobs/[jobId]/deeds/actions";
import { replayEdited } from "@/app/admin/jobs/[jobId]/replay/actions";
import { nameOf } from "@/app/admin/jobs/[jobId]/replay/draft";
import { doToMany } from "@/app/admin/jobs/list/confirm/actions";
import { cleanupOldData } from "@/lib/cleanup/jobs";
import { database } from "@/lib/db/client";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { operateOnJobs } from "@/lib/operations/jobs";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { inRequest, leadsTo } from "@/tests/helpers/in-request";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, select } from "@/tests/helpers/rows";
import { type StaffCookies, staffCookies } from "@/tests/helpers/staff-cookies";

let app: TestApp;
let cookies: StaffCookies;

beforeAll(async () => {
  quietConsole();
  app = await startApp();
  cookies = await staffCookies(database(), app.url);
});
afterAll(() => app.stop());

const PAYLOAD = { cleanupType: "temp-files", daysOld: 2, dryRun: true } as const;
const OPEN = sql`priority = 0`;
const FAILED = sql`status = 'failed', run = 0, completed_at = clock_timestamp(), error = 'no', error_code = 'no'`;

/** Jobs that nobody else takes along. */
function plant(count: number, set = FAILED, options: EnqueueOptions = {}): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const { jobId } = await insert(database(), await prepare(cleanupOldData, PAYLOAD, options));
      await alter(
        database(),
        jobId,
        sql`${set}, publish_claimed_until = clock_timestamp() + interval '1 hour'`,
      );
      return jobId;
    }),
  );
}

function formOf(fields: Record<string, string>, jobIds: readonly string[] = []): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const jobId of jobIds) form.append("id", jobId);
  return form;
}

/** Where an operator who sends it is led to, without the time of the answer. */
async function answer(act: () => Promise<unknown>): Promise<string> {
  const to = new URL(await leadsTo(inRequest(cookies.operator, act)), app.url);
  to.searchParams.delete("at");
  return `${to.pathname}?${to.searchParams}`;
}

/** The answers to two that are sent at once, and to one more after them. */
async function thrice(act: () => Promise<unknown>): Promise<string[]> {
  const atOnce = await Promise.all([answer(act), answer(act)]);
  return [...atOnce, await answer(act)];
}

async function deedsTo(jobIds: readonly string[]): Promise<number> {
  const [row] = await select(
    database(),
    sql`select count(*)::int as n from job_audit join job_executions j using (job_id)
      where ${JSON.stringify(jobIds)}::jsonb ?| array[j.job_id::text, j.replayed_from::text]`,
  );
  return Number(row?.n);
}

describe("a form that is sent twice at once, and once more later", () => {
  it.each([
    ["cancel", OPEN],
    ["revive", FAILED],
    ["replay", FAILED],
  ])("does it once to the jobs that were selected: %s", async (operation, set) => {
    const [ended = "", ...jobIds] = await plant(3, set);
    if (operation === "cancel") await alter(database(), ended, FAILED);
    else await alter(database(), ended, sql`payload = null, payload_erased_at = clock_timestamp()`);
    const form = formOf({ do: operation, count: "3", formKey: randomUUID() }, [ended, ...jobIds]);
    const answers = await thrice(() => doToMany({}, form));
    expect(new Set(answers)).toEqual(
      new Set([`/admin/jobs/list?${new URLSearchParams({ did: operation, done: "2", left: "1" })}`]),
    );
    expect(await deedsTo(jobIds)).toBe(2);
  });

  it("starts one operation for all that match", async () => {
    const key = `twice-${randomUUID()}`;
    await plant(1, FAILED, { idempotencyKey: key });
    const form = formOf({ do: "replay", all: "1", key, count: "1", formKey: randomUUID() });
    expect(new Set(await thrice(() => doToMany({}, form))).size).toBe(1);
    const operations = await select(
      database(),
      sql`select 1 from job_executions where job_type = ${operateOnJobs.type}
        and payload -> 'filter' ->> 'idempotencyKey' = ${key}`,
    );
    expect(operations).toHaveLength(1);
  });

  it("does not retry a job again that has failed again since", async () => {
    const [jobId = ""] = await plant(1);
    const form = formOf({ jobId, formKey: randomUUID() });
    const first = await answer(() => retry(form));
    await alter(database(), jobId, FAILED);
    expect(await answer(() => retry(form))).toBe(first);
    expect(first).toContain("did=revived");
    expect(await deedsTo([jobId])).toBe(1);
    // Drawn anew, the form is another one.
    await answer(() => retry(formOf({ jobId, formKey: randomUUID() })));
    expect(await deedsTo([jobId])).toBe(2);
  });

  it("starts one replay of a job", async () => {
    const [jobId = ""] = await plant(1);
    const form = formOf({ jobId, formKey: randomUUID() });
    const answers = await thrice(() => replay(form));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("did=replayed");
    expect(await deedsTo([jobId])).toBe(1);
  });

  it("starts one edited replay, and another one for another payload", async () => {
    const [jobId = ""] = await plant(1);
    const state = { draft: { payload: null, misfits: {} }, turn: 0, focus: null, message: null, errors: {} };
    const formKey = randomUUID();
    const send = (daysOld: number) => () => {
      const payload = JSON.stringify({ ...PAYLOAD, daysOld });
      const form = formOf({ jobId, formKey, do: "replay", as: "json", [nameOf.value("")]: payload });
      return replayEdited({ ...state, reason: "" }, form);
    };
    const answers = await thrice(send(3));
    expect(new Set(answers).size).toBe(1);
    expect(await deedsTo([jobId])).toBe(1);
    expect(answers).not.toContain(await answer(send(4)));
    expect(await deedsTo([jobId])).toBe(2);
  });
});
