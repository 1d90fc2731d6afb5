import { readFile } from "node:fs/promises";
import exceljs from "exceljs";
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { mailsTo } from "@/tests/helpers/mails";
import { readPdf } from "@/tests/helpers/pdf-text";
import { poll } from "@/tests/helpers/poll";
import { useStage } from "./helpers/stage";

const stage = useStage();

describe("an export", () => {
  it("is started, watched until it is there, downloaded and opened", async () => {
    const page = await stage.page({ as: "annie@example.test" });
    await page.goto("/exports");
    await page.getByText("No export yet").waitFor();
    await page.getByLabel("Format").selectOption("Excel");
    await page.getByRole("button", { name: "Start the export" }).click();
    await page.getByText("The export has begun.").waitFor();
    const file = page.getByRole("listitem").filter({ hasText: "Users" });
    await file.getByText("Completed").waitFor();
    expect(await file.innerText()).toMatch(/7\d rows · \d+(\.\d)?\skB/);

    const workbook = new exceljs.Workbook();
    await workbook.xlsx.readFile(await download(page, () => file.getByText("Download").click()));
    const emails = workbook.worksheets[0]?.getColumn(3).values;
    expect(emails).toContain("annie@example.test");
    await poll(() => mailsTo(stage.app(), "annie@example.test").map(({ subject }) => subject)).toEqual([
      "The export of users is ready",
    ]);
  });

  it("that was pressed twice is one", async () => {
    const page = await stage.page({ as: "barbara@example.test" });
    await page.goto("/exports");
    await page.getByRole("button", { name: "Start the export" }).dblclick();
    await page.getByText("The export has begun.").waitFor();
    await page.reload();
    expect(await page.getByRole("listitem").filter({ hasText: "Barbara Liskov" }).count()).toBe(1);
  });

  it("can be started by somebody who has no mouse, from signing in on", async () => {
    const page = await stage.page();
    await page.goto("/exports");
    await page.waitForURL("**/sign-in?**");
    await tabTo(page, page.getByLabel("Email"));
    await page.keyboard.type("edsger@example.test");
    await tabTo(page, page.getByLabel("Password"));
    await page.keyboard.type("demo-password");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/exports");
    await tabTo(page, page.getByLabel("Format"));
    await page.keyboard.type("JSON");
    await tabTo(page, page.getByRole("button", { name: "Start the export" }));
    await page.keyboard.press("Enter");
    await page.getByText("The export has begun.").waitFor();
    const row = page.getByRole("listitem").filter({ hasText: "JSON" });
    await row.getByText("Completed").waitFor();
    await tabTo(page, row.getByRole("link", { name: "Download" }));
    const file = await download(page, () => page.keyboard.press("Enter"));
    expect(JSON.parse(await readFile(file, "utf8"))).toContainEqual(
      expect.objectContaining({ email: "edsger@example.test" }),
    );
  });

  it("works without JavaScript", async () => {
    const page = await stage.page({
      as: "frances@example.test",
      javaScriptEnabled: false,
      allow: [/^request: csp/],
    });
    await page.goto("/exports");
    await page.getByLabel("Format").selectOption("CSV");
    await page.getByRole("button", { name: "Start the export" }).click();
    await page.getByText("The export has begun.").waitFor();
    const row = page.getByRole("listitem").filter({ hasText: "Frances Allen" });
    const link = row.getByRole("link", { name: "Download" });
    await poll(async () => {
      if (await link.isVisible()) return true;
      await page.goto("/exports");
      return false;
    }).toBe(true);
    const file = await download(page, () => link.click());
    expect(await readFile(file, "utf8")).toContain("frances@example.test");
  });
});

describe("a report", () => {
  it("is started, watched until it is there, downloaded and opened", async () => {
    const page = await stage.page({ as: "grace@example.test" });
    await page.goto("/reports");
    await page.getByLabel("About").selectOption("usage");
    await page.getByRole("button", { name: "Make the report" }).click();
    const file = page.getByRole("listitem").filter({ hasText: "Usage" });
    await file.getByText("Completed").waitFor();
    const bytes = await readFile(await download(page, () => file.getByText("Download").click()));
    const { pages, isTagged } = await readPdf(bytes);
    expect(isTagged).toBe(true);
    expect(pages.join(" ")).toContain("Analytical Engines");
  });

  it("to somebody outside is refused, and nothing that was chosen is lost", async () => {
    const page = await stage.page({ as: "grace@example.test" });
    await page.goto("/reports");
    await page.getByLabel("Format").selectOption("HTML");
    await page.getByLabel("Mailed to").fill("stranger@elsewhere.example");
    await page.getByRole("button", { name: "Make the report" }).click();
    await page.getByRole("alert").getByText("A report goes to members").waitFor();
    expect(await page.getByLabel("Mailed to").inputValue()).toBe("stranger@elsewhere.example");
    expect(await page.getByLabel("Format").inputValue()).toBe("html");
  });
});

/** @returns the path of what the browser has saved */
async function download(page: Page, start: () => Promise<void>): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), start()]);
  return await file.path();
}

/** Presses Tab until a field or button has the focus, and that can be seen. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await target.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe("none");
      return;
    }
  }
  throw new Error("No key leads there.");
}
