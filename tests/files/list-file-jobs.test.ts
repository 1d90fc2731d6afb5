import { afterAll, beforeAll, expect, it } from "vitest";
import { FILES_SHOWN } from "@/app/_files/file-job";
import { listFileJobs, requestOf } from "@/app/_files/list-file-jobs";
import { describeExport } from "@/app/exports/export-choices";
import type { Database } from "@/lib/db/database";
import { exportData } from "@/lib/exports/jobs";
import type { Actor } from "@/lib/jobs/actor";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { openAppDatabase } from "@/tests/helpers/app-database";
import { makeOrganization } from "@/tests/helpers/organizations";

let db: Database;
let close: () => Promise<void>;
let owner: Actor;
let colleague: Actor;
let stranger: Actor;

beforeAll(async () => {
  const opened = await openAppDatabase();
  db = opened.db;
  [owner = owner, colleague = colleague] = await makeOrganization(db, ["owner", "member"]);
  [stranger = stranger] = await makeOrganization(db);
  close = () => opened.close();
});
afterAll(() => close());

const request = { exportType: "users", format: "xlsx", notifyEmail: "ada@example.test" } as const;

async function asked(actor: Actor): Promise<string> {
  const { userId, organizationId } = actor;
  return (await insert(db, await prepare(exportData, request, { actor: { userId, organizationId } }))).jobId;
}

const describe = (payload: unknown) => describeExport(exportData.payload.parse(payload));

function listed(actor: Actor, before: string | null = null) {
  return listFileJobs(actor, { type: exportData.type, before, describe });
}

it("the list has what an organization asked for, newest first, page by page, each once", async () => {
  const ids: string[] = [];
  for (let at = 0; at < FILES_SHOWN + 3; at += 1) ids.push(await asked(at % 2 === 0 ? owner : colleague));
  await asked(stranger);
  const first = await listed(colleague);
  expect(first.jobs[0]).toMatchObject({ title: "Users", detail: "Excel", file: null });
  const second = await listed(colleague, first.next);
  expect([...first.jobs, ...second.jobs].map(({ jobId }) => jobId)).toEqual(ids.toReversed());
  expect(second.next).toBeNull();
  expect((await listed(stranger)).jobs).toHaveLength(1);
});

it("what was asked for is told to its organization only", async () => {
  const jobId = await asked(owner);
  expect(await requestOf(colleague, exportData.type, jobId)).toMatchObject(request);
  expect(await requestOf(stranger, exportData.type, jobId)).toBeNull();
  expect(await requestOf(owner, "generate-report", jobId)).toBeNull();
  expect(await requestOf(owner, exportData.type, "no id")).toBeNull();
});

it("somebody without an organization sees their own only", async () => {
  const alone = { ...owner, organizationId: null };
  const jobId = await asked(alone);
  expect((await listed(alone)).jobs.map((job) => job.jobId)).toEqual([jobId]);
  expect((await listed({ ...stranger, organizationId: null })).jobs).toEqual([]);
});
