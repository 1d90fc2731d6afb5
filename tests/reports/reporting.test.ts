import { buffer } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POST as workReport } from "@/app/api/jobs/report/route";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { buildReport } from "@/lib/reports/build/build-report";
import { generateReport, type ReportRequest } from "@/lib/reports/jobs";
import { reportModel } from "@/lib/reports/model";
import { startReport } from "@/lib/reports/start-report";
import { storage } from "@/lib/storage/configured";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { startFileWorker } from "@/tests/helpers/file-worker";
import { readPdf } from "@/tests/helpers/pdf-text";
import { poll } from "@/tests/helpers/poll";
import { lapse, select } from "@/tests/helpers/rows";
import { makeTempFolder } from "@/tests/helpers/temp-folder";

let app: TestApp;
let client: Client;
let annie: Actor;

beforeAll(async () => {
  process.env.STORAGE_DIR = await makeTempFolder();
  process.env.REPORT_RECIPIENT_DOMAINS = "board.example";
  app = await startApp({ "/api/jobs/report": workReport });
  client = await app.as("annie@example.test");
  annie = await demoActor("annie@example.test");
});
beforeEach(() => database().execute(sql`delete from activity_logs`));
afterAll(() => app.stop());

const NOVEMBER = { from: "2026-11-01", to: "2026-11-30" };
const analytics = { reportType: "analytics", dateRange: NOVEMBER, format: "json" } as const;

describe("the numbers of a report", () => {
  it("are those of whole days in its zone, also on the day that clocks change", async () => {
    // In Berlin the 25th of October 2026 has 25 hours: from 22:00 UTC on the 24th to 23:00 UTC on the 25th.
    await did([
      "2026-10-24T21:59:59Z",
      "2026-10-24T22:00:00Z",
      "2026-10-25T22:59:59Z",
      "2026-10-25T23:00:00Z",
    ]);
    const day = { from: "2026-10-25", to: "2026-10-25" };
    const report = await built({ ...analytics, dateRange: day, zone: "Europe/Berlin" });
    expect(report.keyFigures[0]).toEqual({ label: "Activity", value: "2", change: 1 });
    expect(report.charts[0]?.points).toEqual([{ label: "25 Oct", value: 2 }]);
  });

  it("have the days without anything too, and compare with as many days before", async () => {
    await did([
      "2026-11-02T12:00:00Z",
      "2026-11-02T13:00:00Z",
      "2026-11-04T12:00:00Z",
      "2026-10-31T12:00:00Z",
    ]);
    const report = await built({ ...analytics, dateRange: { from: "2026-11-02", to: "2026-11-04" } });
    expect(report.charts[0]?.points.map(({ value }) => value)).toEqual([2, 0, 1]);
    expect(report.keyFigures[0]).toMatchObject({ value: "3", change: 2 });
  });

  it("are of one organization only, unless staff asks for all", async () => {
    await did(["2026-11-02T12:00:00Z"]);
    await did(["2026-11-02T12:00:00Z"], 424_242);
    expect((await built(analytics)).keyFigures[0]?.value).toBe("1");
    const payload = generateReport.payload.parse({ ...analytics, scope: "everything" });
    expect((await buildReport(database(), payload, null)).keyFigures[0]?.value).toBe("2");
  });

  it("of people keep two of one name apart, and say how many there are in all", async () => {
    await did(["2026-11-02T12:00:00Z"]);
    const [twin] = await select(
      database(),
      sql`
      insert into users (name, email) select name, 'twin@example.test' from users where id = ${annie.userId}::bigint
      returning id::int`,
    );
    await database().execute(sql`
      insert into activity_logs (organization_id, user_id, action, created_at)
      values (${annie.organizationId}::bigint, ${twin?.id}::bigint, 'user.signed-in', '2026-11-03')`);
    const [table] = (await built(analytics)).tables;
    expect(table).toMatchObject({
      rows: [
        ["Annie Easley", 1],
        ["Annie Easley", 1],
      ],
      total: 2,
    });
  });

  it("of money count what was paid in the time, whenever it was issued", async () => {
    await database().execute(sql`
      insert into invoices (invoice_id, organization_id, customer_id, status, amount_due, amount_paid, currency, issued_at, paid_at, as_of)
      values ('in_old', ${annie.organizationId}, 'cus', 'paid', 700, 700, 'SEK', '2026-08-05', '2026-09-05', now())`);
    const september = { from: "2026-09-01", to: "2026-09-30" };
    const report = await built({ ...analytics, reportType: "billing", dateRange: september });
    expect(report.keyFigures[0]).toMatchObject({ label: "Revenue in SEK", value: "SEK\u00a07.00" });
  });

  it("of money never add up two currencies", async () => {
    await database().execute(sql`
      insert into invoices (invoice_id, organization_id, customer_id, status, amount_due, amount_paid, currency, issued_at, paid_at, as_of)
      select 'in_' || n, ${annie.organizationId}, 'cus', case n when 4 then 'failed' else 'paid' end, 1000 * n, 1000 * n,
        case n when 3 then 'JPY' else 'EUR' end, '2026-11-05', '2026-11-05', now() from generate_series(1, 4) n`);
    const report = await built({ ...analytics, reportType: "billing" });
    expect(report.keyFigures.map(({ label, value }) => [label, value])).toEqual([
      ["Revenue in EUR", "€30.00"],
      ["Revenue in JPY", "¥3,000"],
      ["Failed payments", "1"],
    ]);
    expect(report.tables[0]).toMatchObject({ total: 4 });
  });

  it.each(["analytics", "usage", "billing"] as const)(
    "of %s are there for a time without anything",
    async (reportType) => {
      const report = await built({
        ...analytics,
        reportType,
        dateRange: { from: "2001-01-01", to: "2001-12-31" },
      });
      expect(reportModel.parse(report)).toEqual(report);
      expect(report.keyFigures.every(({ value }) => /^(0|€0\.00)$/.test(value))).toBe(true);
    },
  );
});

describe("a report", () => {
  it.each(["pdf", "html", "json"] as const)(
    "comes as %s to download, and each recipient gets one mail",
    async (format) => {
      await did(["2026-11-02T12:00:00Z"]);
      const recipients = ["annie@example.test", "Annie@example.test", "chair@board.example"];
      const jobId = await started({ ...analytics, format, recipients });
      const { artifactId, mails } = await completed(jobId);
      expect(mails).toBe(2);
      const file = await bytesOf(artifactId);
      if (format === "pdf") expect((await readPdf(file)).pages[0]).toContain("Analytics report");
      if (format === "html") expect(file.toString()).toContain("<h1>Analytics report</h1>");
      if (format === "json")
        expect(reportModel.parse(JSON.parse(file.toString())).title).toBe("Analytics report");
      await poll(() => mailedAbout(artifactId)).toEqual(["annie@example.test", "chair@board.example"]);
    },
  );

  it.each<[string, ReportRequest, string, number]>([
    ["to a stranger", { ...analytics, recipients: ["eve@elsewhere.test"] }, "recipient 1 is neither", 403],
    ["of all organizations", { ...analytics, scope: "everything" }, "for staff", 403],
    [
      "that ends before it begins",
      { ...analytics, dateRange: { from: "2026-11-02", to: "2026-11-01" } },
      "does not fit",
      422,
    ],
    [
      "of more than 400 days",
      { ...analytics, dateRange: { from: "2020-01-01", to: "2026-11-01" } },
      "does not fit",
      422,
    ],
    ["in no zone", { ...analytics, zone: "Mars/Olympus" }, "does not fit", 422],
  ])("%s is refused before anything is written", async (_, request, words, status) => {
    const before = await select(database(), sql`select count(*) from job_executions`);
    await expect(startReport(annie, request, crypto.randomUUID())).rejects.toThrow(words);
    const answer = await client("/api/v1/dispatch", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ type: generateReport.type, payload: request }),
    });
    expect(answer.status).toBe(status);
    expect(await select(database(), sql`select count(*) from job_executions`)).toEqual(before);
  });
});

describe("a report whose process is killed while it counts", () => {
  it("is made by the next one, as one file, and each recipient gets one mail", async () => {
    const request: ReportRequest = { ...analytics, reportType: "usage", recipients: ["annie@example.test"] };
    const { userId, organizationId } = annie;
    const { jobId } = await insert(
      database(),
      await prepare(generateReport, request, { actor: { userId, organizationId } }),
    );
    const victim = await startFileWorker();
    await database().transaction(async (tx) => {
      await tx.execute(sql`lock table sent_emails in access exclusive mode`);
      const answer = victim.deliver(generateReport, jobId).catch(() => null);
      await poll(() => artifactsOf(jobId)).toBe(1);
      victim.kill();
      expect(await answer).toBeNull();
    });
    await lapse(database(), jobId);
    const other = await startFileWorker();
    expect((await other.deliver(generateReport, jobId)).status).toBe(200);
    const { artifactId } = await completed(jobId);
    expect(await artifactsOf(jobId)).toBe(1);
    await database().execute(sql`
      update job_executions set publish_claimed_until = clock_timestamp() where parent_job_id = ${jobId}::uuid`);
    await reconcile();
    await poll(() => mailedAbout(artifactId)).toEqual(["annie@example.test"]);
  });
});

async function artifactsOf(jobId: string): Promise<number> {
  const [row] = await select(
    database(),
    sql`
    select count(*)::int as count from artifacts where job_id = ${jobId}::uuid`,
  );
  return Number(row?.count);
}

/** Somebody did something at these moments. */
async function did(moments: readonly string[], organizationId = annie.organizationId): Promise<void> {
  for (const moment of moments) {
    await database().execute(sql`
      insert into activity_logs (organization_id, user_id, action, created_at)
      values (${organizationId}::bigint, ${annie.userId}::bigint, 'user.signed-in', ${moment}::timestamptz)`);
  }
}

async function built(request: ReportRequest) {
  return await buildReport(database(), generateReport.payload.parse(request), annie.organizationId);
}

async function started(request: ReportRequest): Promise<string> {
  return (await startReport(annie, request, crypto.randomUUID())).jobId;
}

async function completed(jobId: string) {
  const job = async () => await (await client(`/api/v1/status/${jobId}`)).json();
  await poll(async () => (await job()).status).toBe("completed");
  return generateReport.result.parse((await job()).result);
}

async function bytesOf(artifactId: string): Promise<Buffer> {
  const found = await storage().get(`reports/${artifactId}`);
  if (found === null) throw new Error("There is no file.");
  return await buffer(found.body);
}

async function mailedAbout(artifactId: string): Promise<string[]> {
  const jobs = await select(
    database(),
    sql`
    select job_id || '-mail' as key, payload->>'to' as "to" from job_executions where payload->'data'->>'downloadUrl' like ${`%${artifactId}`}`,
  );
  const keys = jobs.map(({ key }) => key);
  // A second mail to somebody would be a further job: they commit with the end of the report.
  expect(new Set(jobs.map(({ to }) => to)).size).toBe(jobs.length);
  const mails = app.mailbox.mails().filter(({ idempotencyKey }) => keys.includes(idempotencyKey));
  return mails.flatMap(({ to }) => to).toSorted();
}
