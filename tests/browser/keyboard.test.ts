import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { axeFaults } from "./helpers/find-faults";
import { useStage } from "./helpers/stage";

const stage = useStage();
const STAFF = "ada@example.test";

/** The list, once it hears keys. */
async function openList(address = "/admin/jobs/list"): Promise<Page> {
  const page = await stage.page({ as: STAFF });
  await page.goto(address, { waitUntil: "networkidle" });
  return page;
}

const paletteOf = (page: Page) => page.getByRole("dialog", { name: "Go to" });
const sheetOf = (page: Page) => page.getByRole("dialog", { name: "Keys" });

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
