import { sql } from "drizzle-orm";
import type { Page, Request } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Client, signedIn } from "@/tests/helpers/client";
import { select } from "@/tests/helpers/rows";
import { jobEnds, startJob } from "@/tests/helpers/start-job";
import { useStage } from "./helpers/stage";

const stage = useStage();
const STAFF = "ada@example.test";
const VIEWER = "katherine@example.test";

let ada: Client;
let failed = "";

beforeAll(async () => {
  const { url, database } = stage.app();
  await database.db.execute(sql`update users set staff = 'viewer' where email = ${VIEWER}`);
  ada = await signedIn(url, STAFF, "demo-password");
  failed = await startJob(ada, "send-email", mail("rita.reject@example.test"));
  await jobEnds(ada, failed);
});

const open = (as: string) => stage.page({ as });

describe("a job that has failed", () => {
  it("is found, inspected, and replayed to success with another payload", async () => {
    const page = await open(STAFF);
    await page.goto("/admin/jobs/list?status=failed");
    await page.locator(`a[href*="${failed}"]`).first().click();
    await page.waitForURL(`**/admin/jobs/${failed}**`);
    await page.getByText("This recipient is rejected on purpose").first().waitFor();
    await page.getByRole("link", { name: "Edit and replay" }).click();
    await page.waitForURL("**/replay**");
    await page.locator('input[value="rita.reject@example.test"]').fill("grace@example.test");
    await page.getByLabel("Reason").fill("Rita has moved.");
    await page.getByRole("button", { name: "Start the replay" }).click();
    await page.waitForURL((url) => !url.pathname.includes("replay") && !url.pathname.includes(failed));
    const replayed = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    expect((await jobEnds(ada, replayed)).status).toBe("completed");
    await page.getByText("Completed").first().waitFor();
    const audit = sql`select action, reason from job_audit where job_id = ${replayed}::uuid or job_id = ${failed}::uuid`;
    expect(JSON.stringify(await select(stage.app().database.db, audit))).toContain("Rita has moved.");
  });

  it("is left alone by a viewer, who sees no deeds and is refused those of an operator's page", async () => {
    const operator = await open(STAFF);
    await operator.goto(`/admin/jobs/${failed}`);
    const forms = await formsOf(operator, "dialog form");
    await operator.goto(`/admin/jobs/list/confirm?do=revive&id=${failed}`);
    forms.push(...(await formsOf(operator, "main form")));
    await operator.goto(`/admin/jobs/${failed}/replay`);
    forms.push(...(await formsOf(operator, "main form")));
    expect(forms.length).toBeGreaterThanOrEqual(5);

    const viewer = await open(VIEWER);
    await viewer.goto(`/admin/jobs/${failed}`);
    await viewer.getByText("Operators may act on it.").waitFor();
    expect(await viewer.getByRole("button", { name: "Retry" }).count()).toBe(0);
    const before = await deeds();
    for (const { url, fields } of forms) {
      const multipart = { ...fields, reason: "I may not." };
      const answer = await viewer.request.post(url, { multipart, maxRedirects: 0 });
      // A page that says why, or a redirect to one.
      expect(answer.status()).toBeLessThan(500);
    }
    expect(await deeds()).toEqual(before);
  });
});

describe("the dashboard", () => {
  it("asks for nothing but the pulse while nothing happens, and nothing jumps when something does", async () => {
    const page = await open(VIEWER);
    await page.addInitScript(() => {
      localStorage.setItem("jobs-refresh", "1");
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shifts.push(JSON.stringify(entry));
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto("/admin/jobs/list", { waitUntil: "networkidle" });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    for (let pulses = 0; pulses < 3; pulses += 1) await page.waitForResponse("**/admin/jobs/pulse");
    expect(new Set(asked)).toEqual(new Set(["/admin/jobs/pulse"]));

    const jobId = await startJob(ada, "send-email", mail("grace@example.test"));
    await jobEnds(ada, jobId);
    for (let pulses = 0; pulses < 3; pulses += 1) await page.waitForResponse("**/admin/jobs/pulse");
    expect(await page.evaluate(() => window.shifts)).toEqual([]);
  });

  it("begins with a page of less than 200 KB", async () => {
    const page = await open(VIEWER);
    const loaded: Request[] = [];
    page.on("requestfinished", (request) => loaded.push(request));
    await page.goto("/admin/jobs", { waitUntil: "load" });
    // What is fetched ahead is of other pages, and what comes after the page is nothing that one waits for.
    const own = loaded.filter((request) => !request.url().includes("_rsc="));
    const all = await Promise.all(
      own.map(async (request) => [request.url(), (await request.sizes()).responseBodySize] as const),
    );
    const bytes = all.reduce((sum, [, size]) => sum + size, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes, JSON.stringify(all)).toBeLessThan(200_000);
  });
});

function mail(to: string): object {
  return { template: "welcome", to, data: { name: "Grace", dashboardUrl: `${stage.app().url}/mail` } };
}

/** What has been done to jobs, and how many there are. */
async function deeds(): Promise<unknown> {
  return await select(
    stage.app().database.db,
    sql`select (select count(*)::int from job_audit) as audits, (select count(*)::int from job_executions) as jobs`,
  );
}

const forms = z.array(z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }));

/** Forms of a page, as a browser without JavaScript would send them. */
async function formsOf(page: Page, selector: string): Promise<z.output<typeof forms>> {
  const html = await (await page.request.get(page.url())).text();
  return forms.parse(
    await page.evaluate(
      ({ html, selector, url }) =>
        [
          ...new DOMParser().parseFromString(html, "text/html").querySelectorAll<HTMLFormElement>(selector),
        ].map((form) => ({
          url,
          fields: Object.fromEntries([...new FormData(form)].filter((field) => typeof field[1] === "string")),
        })),
      { html, selector, url: page.url() },
    ),
  );
}

declare global {
  interface Window {
    shifts: string[];
  }
}
