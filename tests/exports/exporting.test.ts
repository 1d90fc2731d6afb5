import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import exceljs from "exceljs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as workExport } from "@/app/api/jobs/export/route";
import { findArtifactFor } from "@/lib/artifacts/find-artifact";
import { database } from "@/lib/db/client";
import { CUSTOM_SOURCES, type ExportRequest, exportData } from "@/lib/exports/jobs";
import { columnsOf } from "@/lib/exports/sources/source-of";
import { startExport } from "@/lib/exports/start-export";
import type { Actor } from "@/lib/jobs/actor";
import { insert } from "@/lib/jobs/insert";
import { pauseType } from "@/lib/jobs/operations/pause-type";
import { resumeType } from "@/lib/jobs/operations/resume-type";
import { prepare } from "@/lib/jobs/prepare";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { storage } from "@/lib/storage/configured";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { plantActivity } from "@/tests/helpers/export-rows";
import { deliver, startFileWorker } from "@/tests/helpers/file-worker";
import { makeOrganization } from "@/tests/helpers/organizations";
import { poll } from "@/tests/helpers/poll";
import { lapse, select } from "@/tests/helpers/rows";
import { makeTempFolder } from "@/tests/helpers/temp-folder";

let app: TestApp;
let client: Client;
let ada: Actor;

beforeAll(async () => {
  process.env.STORAGE_DIR = await makeTempFolder();
  app = await startApp({ "/api/jobs/export": workExport });
  client = await app.as("annie@example.test");
  ada = await demoActor("annie@example.test");
});
afterAll(() => app.stop());

const base = { notifyEmail: "annie@example.test" } as const;
const users = { exportType: "users", format: "csv", ...base } as const;
const someColumns = {
  exportType: "custom" as const,
  format: "json" as const,
  ...base,
  filters: { source: "users" as const, columns: ["email", "role"] },
} satisfies ExportRequest;

describe("an export", () => {
  it("of an organization's people comes as a file to download, and one mail tells of it", async () => {
    const jobId = await started(users);
    const { artifactId, rows } = await completed(jobId);
    const file = await downloaded(artifactId);
    expect(file.split("\r\n")[0]).toBe(
      "\uFEFFuser_id,name,email,email_verified,role,organization,joined_at,signed_up_at",
    );
    expect(rows).toBe(file.trimEnd().split("\r\n").length - 1);
    expect(file).toContain("annie@example.test");
    await poll(async () => (await mailsAbout(artifactId)).length).toBe(1);
    expect((await mailsAbout(artifactId))[0]).toMatchObject({
      to: ["annie@example.test"],
      subject: "The export of users is ready",
    });
    const noted = await select(database(), sql`select action from activity_logs where subject = 'users'`);
    expect(noted).toEqual([{ action: "export.requested" }]);
  });

  it("has the columns that were chosen, in their order", async () => {
    const { artifactId } = await completed(await started(someColumns));
    const rows: unknown[] = JSON.parse(await downloaded(artifactId));
    expect(rows).toContainEqual({ email: "annie@example.test", role: "member" });
    expect(JSON.stringify(rows[0]).indexOf("email")).toBeLessThan(JSON.stringify(rows[0]).indexOf("role"));
  });

  it.each(CUSTOM_SOURCES)("of %s has all its columns", async (source) => {
    const columns = columnsOf(source);
    const request = { ...someColumns, filters: { source, columns } };
    const { artifactId } = await completed(
      await started({ ...request, format: "csv", byteOrderMark: false }),
    );
    expect((await downloaded(artifactId)).split("\r\n")[0]).toBe(columns.join(","));
  });

  it("of everything is staff's, and has all organizations", async () => {
    const ada = await demoActor("ada@example.test", "owner");
    const staff = { ...ada, staff: "admin" as const };
    const other = await makeOrganization(database());
    expect(other).toHaveLength(1);
    for (const [request, words] of [
      [{ ...users, exportType: "organizations" }, "name,slug"],
      [{ ...users, scope: "everything" }, "name,email"],
    ] as const) {
      const { jobId } = await startExport(staff, request, crypto.randomUUID());
      const { artifactId, rows } = await completed(jobId);
      expect(await downloaded(artifactId)).toContain(words);
      const table = request.exportType === "organizations" ? sql`organizations` : sql`members`;
      const [row] = await select(database(), sql`select count(*)::int as count from ${table}`);
      expect(rows).toBe(row?.count);
      expect(await findArtifactFor(database(), staff, artifactId)).toMatchObject({ status: "ready" });
    }
  });

  it("of everything is not given to colleagues of whoever asked", async () => {
    const staff = { ...(await demoActor("ada@example.test", "owner")), staff: "admin" as const };
    const request = { ...users, scope: "everything" } as const;
    const { artifactId } = await completed((await startExport(staff, request, crypto.randomUUID())).jobId);
    expect(ada.organizationId).toBe(staff.organizationId);
    expect(await findArtifactFor(database(), ada, artifactId)).toBeNull();
  });

  it("is a workbook that another program opens", async () => {
    const { artifactId, rows } = await completed(await started({ ...users, format: "xlsx" }));
    const [sheet] = (await workbookOf(artifactId)).worksheets;
    expect(sheet?.actualRowCount).toBe(rows + 1);
    expect(sheet?.getCell("G2").value).toBeInstanceOf(Date);
    // They go right after the job has ended.
    await poll(collectedRowsLeft).toEqual([]);
  });

  it("asked for twice by one form is one export", async () => {
    const key = crypto.randomUUID();
    const first = await startExport(ada, users, key);
    expect(await startExport(ada, users, key)).toMatchObject({ jobId: first.jobId, deduplicated: true });
    await completed(first.jobId);
  });

  it.each<[string, ExportRequest, string, number]>([
    ["of all organizations", { ...users, scope: "everything" }, "for staff", 403],
    ["of organizations", { ...users, exportType: "organizations" }, "for staff", 403],
    [
      "that tells a stranger",
      { ...users, notifyEmail: "eve@elsewhere.test" },
      "members of the organization",
      403,
    ],
    [
      "of a column that there is not",
      { ...someColumns, filters: { source: "users", columns: ["password"] } },
      "It has: user_id, name, email",
      403,
    ],
    ["to no address", { ...users, notifyEmail: "nobody" }, "does not fit", 422],
  ])("%s is refused before anything is written", async (_, request, words, status) => {
    const before = await select(database(), sql`select count(*) from job_executions`);
    await expect(startExport(ada, request, crypto.randomUUID())).rejects.toThrow(words);
    const answer = await client("/api/v1/dispatch", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ type: exportData.type, payload: request }),
    });
    expect(answer.status).toBe(status);
    expect(await select(database(), sql`select count(*) from job_executions`)).toEqual(before);
  });

  it("fails when its person has left the organization before it runs", async () => {
    const jobId = await planted(users, { userId: 999_999, organizationId: ada.organizationId });
    const answer = await deliver(app.url, exportData, jobId);
    expect(answer.status).toBe(489);
    const failed = await select(
      database(),
      sql`select error_code from job_executions where job_id = ${jobId}::uuid`,
    );
    expect(failed).toEqual([{ error_code: "export-refused" }]);
  });
});

describe("an export that fails for good", () => {
  it("is told by one mail to whoever waits for it", async () => {
    const barbara = await demoActor("barbara@example.test");
    const by = { userId: barbara.userId };
    await pauseType(exportData.type, by);
    const request = { ...users, notifyEmail: "barbara@example.test" };
    const { jobId } = await startExport(barbara, request, crypto.randomUUID());
    await database().execute(sql`delete from members where user_id = ${barbara.userId}::bigint`);
    await resumeType(exportData.type, by);
    await poll(() => mailsTo("barbara@example.test")).toEqual(["The export of users did not work"]);
    const failed = await select(
      database(),
      sql`select status from job_executions where job_id = ${jobId}::uuid`,
    );
    expect(failed).toEqual([{ status: "failed" }]);
  });
});

describe("an export whose process is killed three times", () => {
  it.each(["csv", "xlsx"] as const)(
    "has every row once as %s, and one mail tells of it",
    async (format) => {
      await database().execute(sql`delete from activity_logs`);
      await plantActivity(database(), ada.organizationId ?? 0, ROWS, 1_000);
      const jobId = await planted({ exportType: "activity-logs", format, ...base });
      for (const parts of [1, 2]) await killedOnceItHas(parts, jobId);
      expect(await run(jobId)).toEqual({ ok: true, code: "continued" });
      await killedOnceItHas(5, jobId);
      while ((await run(jobId)).code === "continued");
      const { artifactId, rows } = await completed(jobId);
      expect(rows).toBe(ROWS);
      const bytes = await bytesOf(artifactId);
      const numbers = format === "csv" ? numbersIn(bytes.toString()) : await numbersInWorkbook(bytes);
      expect(numbers).toEqual(Array.from({ length: ROWS }, (_, at) => at + 1));
      // The process that ended it could publish nothing, so the mail's message leaves with a later pass.
      await database().execute(sql`
        update job_executions set publish_claimed_until = clock_timestamp()
        where parent_job_id = ${jobId}::uuid`);
      await reconcile();
      await poll(async () => (await mailsAbout(artifactId)).length).toBe(1);
    },
    120_000,
  );
});

/** Some 60 MB: six parts. */
const ROWS = 60_000;

/** Lets a process of its own work at it until the storage has so many parts, and kills it. */
async function killedOnceItHas(parts: number, jobId: string): Promise<void> {
  const victim = await startFileWorker();
  const answer = victim.deliver(exportData, jobId).catch(() => null);
  await poll(() => partsOf(jobId)).toBeGreaterThanOrEqual(parts);
  victim.kill();
  expect(await answer).toBeNull();
  await lapse(database(), jobId);
}

async function run(jobId: string): Promise<{ ok: boolean; code: string }> {
  const worker = await startFileWorker();
  return await (await worker.deliver(exportData, jobId)).json();
}

async function started(request: ExportRequest): Promise<string> {
  return (await startExport(ada, request, crypto.randomUUID())).jobId;
}

/** A row whose message has not left: only the story delivers it. */
async function planted(
  request: ExportRequest,
  { userId, organizationId }: Pick<Actor, "organizationId"> & { userId: number } = ada,
): Promise<string> {
  const prepared = await prepare(exportData, request, { actor: { userId, organizationId } });
  return (await insert(database(), prepared)).jobId;
}

async function completed(jobId: string) {
  await poll(async () => (await (await client(`/api/v1/status/${jobId}`)).json()).status).toBe("completed");
  return exportData.result.parse((await (await client(`/api/v1/status/${jobId}`)).json()).result);
}

async function bytesOf(artifactId: string): Promise<Buffer> {
  const found = await storage().get(`exports/${artifactId}`);
  if (found === null) throw new Error("There is no file.");
  return await buffer(found.body);
}

async function downloaded(artifactId: string): Promise<string> {
  return (await bytesOf(artifactId)).toString();
}

async function workbookOf(artifactId: string) {
  const workbook = new exceljs.Workbook();
  await workbook.xlsx.load(new Uint8Array(await bytesOf(artifactId)).buffer);
  return workbook;
}

/** What the mailbox has of the jobs that link to the file. */
async function mailsAbout(artifactId: string) {
  const jobs = await select(
    database(),
    sql`
    select job_id || '-mail' as key from job_executions where payload->'data'->>'downloadUrl' like ${`%${artifactId}`}`,
  );
  // Another mail would be another job: it commits with the end of the export.
  expect(jobs.length).toBeLessThanOrEqual(1);
  const keys = jobs.map(({ key }) => key);
  return app.mailbox.mails().filter(({ idempotencyKey }) => keys.includes(idempotencyKey));
}

async function collectedRowsLeft(): Promise<string[]> {
  const left: string[] = [];
  for await (const { key } of storage().list("exports/")) if (key.includes(".rows/")) left.push(key);
  return left;
}

function mailsTo(address: string): string[] {
  return app.mailbox
    .mails()
    .filter(({ to }) => to.includes(address))
    .map(({ subject }) => subject);
}

async function partsOf(jobId: string): Promise<number> {
  const [row] = await select(
    database(),
    sql`
    select count(*)::int as count from artifact_parts p join artifacts a using (artifact_id) where a.job_id = ${jobId}::uuid`,
  );
  return Number(row?.count);
}

function numbersIn(file: string): number[] {
  return [...file.matchAll(/row (\d+) /g)].map(([, number]) => Number(number));
}

/** Row by row, for the whole of it would fill the memory. */
async function numbersInWorkbook(bytes: Buffer): Promise<number[]> {
  const numbers: number[] = [];
  const reader = new exceljs.stream.xlsx.WorkbookReader(Readable.from([bytes]), {});
  for await (const sheet of reader)
    for await (const row of sheet) numbers.push(Number(/^row (\d+) /.exec(row.getCell(7).text)?.[1]));
  return numbers.slice(1);
}
