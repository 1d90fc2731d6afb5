import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { signedIn } from "@/tests/helpers/client";
import { startJob } from "@/tests/helpers/start-job";
import { axeFaults, tooWide } from "./helpers/find-faults";
import { useStage } from "./helpers/stage";

const stage = useStage();
const STAFF = "ada@example.test";
const LIST = "/admin/jobs/list?type=send-email";
const DEFAULT = ["Status", "Job", "For", "Try", "Waited", "Ran", "Enqueued"];

beforeAll(async () => {
  const { url } = stage.app();
  const ada = await signedIn(url, STAFF, "demo-password");
  const mail = { template: "welcome", to: STAFF, data: { name: "Ada", dashboardUrl: url } };
  await startJob(ada, "send-email", mail, { delay: 3_600 });
});

/** The heads of the columns that can be seen, but for that of the boxes. */
async function heads(page: Page): Promise<string[]> {
  const texts = await page.locator("thead th:visible").allInnerTexts();
  return texts.filter((text) => text !== "Select");
}

const columnsOf = (page: Page) => page.getByRole("dialog", { name: "Columns" });

async function csvHead(page: Page): Promise<string | undefined> {
  const href = await page.getByRole("link", { name: "CSV of these" }).getAttribute("href");
  return (await (await page.request.get(href ?? "")).text()).split("\r\n")[0];
}

describe("the columns of the list", () => {
  it("are chosen at once, on a phone as well, and remembered by this browser alone", async () => {
    const page = await stage.page({ as: STAFF });
    await page.goto(LIST, { waitUntil: "networkidle" });
    expect(await heads(page)).toEqual(DEFAULT);
    const csv = await csvHead(page);

    await page.getByRole("button", { name: "Columns" }).click();
    await columnsOf(page).getByLabel("Progress").click();
    await page.locator("thead").getByText("Progress").waitFor();
    await columnsOf(page).getByLabel("Status").click();
    await page.locator("thead").getByText("Status").waitFor({ state: "detached" });
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    expect(await columnsOf(page).isVisible()).toBe(false);

    await page.reload();
    expect(await heads(page)).toEqual(["Job", "For", "Try", "Progress", "Waited", "Ran", "Enqueued"]);
    expect(await csvHead(page)).toBe(csv);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await tooWide(page)).toEqual([]);
    expect((await page.locator("[data-open]").first().boundingBox())?.width).toBeGreaterThan(100);

    const elsewhere = await stage.page({ as: STAFF, viewport: { width: 360, height: 740 } });
    await elsewhere.goto(LIST);
    expect(await heads(elsewhere)).toEqual(["Job", "Enqueued"]);
  });

  it("are chosen without JavaScript, at a button, and left to the width of the screen again", async () => {
    const page = await stage.page({ as: STAFF, javaScriptEnabled: false, allow: [/^request: csp /] });
    await page.goto(LIST);
    await page.getByRole("button", { name: "Columns" }).click();
    for (const label of ["For", "Try", "Waited", "Ran"])
      await columnsOf(page).getByLabel(label, { exact: true }).uncheck();
    await columnsOf(page).getByRole("button", { name: "Show these" }).click();
    await page.locator("thead").getByText("Try").waitFor({ state: "detached" });
    expect(await heads(page)).toEqual(["Status", "Job", "Enqueued"]);
    expect(new URL(page.url()).searchParams.get("type")).toBe("send-email");

    await page.getByRole("button", { name: "Columns" }).click();
    await columnsOf(page).getByRole("button", { name: "Back to default" }).click();
    await page.locator("thead").getByText("Try").waitFor();
    expect(await heads(page)).toEqual(DEFAULT);
  });
});
