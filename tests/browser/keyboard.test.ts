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
