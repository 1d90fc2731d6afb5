import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { signedIn } from "@/tests/helpers/client";
import { startJob } from "@/tests/helpers/start-job";
import { axeFaults } from "./helpers/find-faults";
import { useStage } from "./helpers/stage";

const stage = useStage();
const STAFF = "ada@example.test";

/** Newest first, as the list shows them; none of them runs. */
let listed: string[] = [];

beforeAll(async () => {
  const { url } = stage.app();
  const ada = await signedIn(url, STAFF, "demo-password");
  const mail = { template: "welcome", to: STAFF, data: { name: "Ada", dashboardUrl: url } };
  for (let count = 0; count < 5; count += 1)
    listed = [await startJob(ada, "send-email", mail, { delay: 3_600 }), ...listed];
});

/** The list, once it hears keys. */
async function openList(address = "/admin/jobs/list?type=send-email"): Promise<Page> {
  const page = await stage.page({ as: STAFF, permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(address, { waitUntil: "networkidle" });
  return page;
}

const paletteOf = (page: Page) => page.getByRole("dialog", { name: "Go to" });
const sheetOf = (page: Page) => page.getByRole("dialog", { name: "Keys" });

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** The ids of the jobs whose boxes are ticked. */
function selected(page: Page): Promise<string[]> {
  return page
    .locator('input[name="id"]:checked')
    .evaluateAll((boxes) => boxes.map((box) => (box instanceof HTMLInputElement ? box.value : "")));
}

describe("the sheet of keys", () => {
  it("opens by its key and by its button, and while it is open no key does anything behind it", async () => {
    const page = await openList();
    await page.keyboard.press("?");
    await sheetOf(page).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await sheetOf(page).waitFor({ state: "hidden" });
    expect(await page.getByRole("searchbox").evaluate((field) => field === document.activeElement)).toBe(
      false,
    );
    await page.getByRole("button", { name: "Keyboard" }).click();
    await sheetOf(page).getByRole("button", { name: "Close" }).click();
    await sheetOf(page).waitFor({ state: "hidden" });
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.waitForURL("**/admin/jobs/schedules");
  });

  it("switches single keys off for the browser, in which other keys still do what they do", async () => {
    const page = await openList();
    await page.getByRole("button", { name: "Keyboard" }).click();
    await sheetOf(page).getByLabel("Single keys").click();
    await sheetOf(page).getByText("Off in this browser").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await sheetOf(page).waitFor({ state: "hidden" });

    // Remembered, and told to the other tabs.
    await page.reload({ waitUntil: "networkidle" });
    const other = await page.context().newPage();
    await other.goto("/admin/jobs/list", { waitUntil: "networkidle" });
    for (const one of [page, other]) {
      for (const key of ["/", "?", ".", "g", "s"]) await one.keyboard.press(key);
      expect(await sheetOf(one).isVisible()).toBe(false);
      expect(await one.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
      expect(await one.getByLabel("Refresh").inputValue()).toBe("auto");
      expect(new URL(one.url()).pathname).toBe("/admin/jobs/list");
    }

    // By keys alone the way back is open: Tab, Space and Enter are the browser's own.
    await page.getByRole("button", { name: "Keyboard" }).focus();
    await page.keyboard.press("Enter");
    await sheetOf(page).getByLabel("Single keys").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Escape");
    await other.keyboard.press("?");
    await sheetOf(other).waitFor();
  });
});

describe("the palette", () => {
  it("opens by Ctrl and K, also from within a field, and leads to a page by part of its name", async () => {
    const page = await openList();
    await page.getByRole("searchbox").focus();
    await page.keyboard.press("Control+k");
    await paletteOf(page).getByRole("option", { name: "Overview" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.type("sched");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/admin/jobs/schedules");
    await paletteOf(page).waitFor({ state: "hidden" });
  });

  it("leads to a job by an id in whatever was pasted, to a status by arrow keys, and to a search", async () => {
    const page = await openList();
    const id = "01a2013f-f388-79b7-b611-fb284e5ee3d7";
    await page.getByRole("button", { name: "Go to" }).click();
    await paletteOf(page).getByRole("combobox").fill(`see https://app.example/admin/jobs/${id}?tab=logs`);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/admin/jobs/${id}`);
    await page.goto("/admin/jobs", { waitUntil: "networkidle" });
    await page.keyboard.press("Control+k");
    await paletteOf(page).getByRole("combobox").fill("jobs:");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/admin/jobs/list?status=processing");
    await page.keyboard.press("Control+k");
    await paletteOf(page).getByRole("combobox").fill("type:send-email");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/admin/jobs/list?type=send-email");
  });

  it("lets the page have the focus back when it closes", async () => {
    const page = await openList();
    await page.getByRole("button", { name: "Go to" }).focus();
    await page.keyboard.press("Enter");
    await paletteOf(page).getByRole("combobox").waitFor();
    await page.keyboard.press("Escape");
    await paletteOf(page).waitFor({ state: "hidden" });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Go to");
  });
});

describe("keys on the list", () => {
  it("select rows, all between two, all that are shown, and none, and copy an id", async () => {
    const page = await openList();
    await press(page, "j", "j", "x", "j", "j", "Shift+X");
    expect(await selected(page)).toEqual(listed.slice(1, 4));
    await press(page, "y");
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(listed[3]);
    await press(page, "a");
    expect(await selected(page)).toEqual(listed);
    await press(page, "Escape");
    expect(await selected(page)).toEqual([]);
    await page.getByText("Select all shown").waitFor();

    const boxes = page.locator('input[name="id"]');
    await boxes.nth(4).click();
    await boxes.nth(2).click({ modifiers: ["Shift"] });
    expect(await selected(page)).toEqual(listed.slice(2, 5));
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    expect(await selected(page)).toEqual([]);
  });

  it("lead to the confirmation for the row, and for all rows that are selected", async () => {
    const page = await openList();
    await press(page, "j", "c");
    await page.waitForURL(`**/confirm?do=cancel&id=${listed[0]}`);
    await page.goBack({ waitUntil: "networkidle" });
    await press(page, "j", "x", "j", "x", "j", "c");
    await page.waitForURL("**/confirm?**");
    expect(new URL(page.url()).searchParams.getAll("id")).toEqual(listed.slice(0, 2));
  });

  it("change the colours, and are named by the buttons that do the same", async () => {
    const page = await openList();
    await press(page, "t");
    await page.locator("html[data-theme=light]").waitFor();
    const unnamed = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("[data-key], [data-selected-key]")]
        .filter(({ title, ariaLabel }) => !/press /.test(title) && ariaLabel !== "Search")
        .map(({ outerHTML }) => outerHTML.slice(0, 200)),
    );
    expect(unnamed).toEqual([]);
  });
});
