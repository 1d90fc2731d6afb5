import type { Locator, Page } from "playwright-core";
import { describe, expect, it, vi } from "vitest";
import { mailsTo } from "@/tests/helpers/mails";
import { useStage } from "./helpers/stage";

/** It fails twice, and waits before each retry. */
const RECOVERS_MS = 60_000;

const stage = useStage();
vi.setConfig({ testTimeout: 2 * RECOVERS_MS });

describe("the playground", () => {
  it("shows a job that fails twice and recovers", async () => {
    const page = await stage.page({ as: "annie@example.test" });
    await page.goto("/");
    const flaky = card(page, "Flaky job");
    await flaky.getByRole("button", { name: "Start" }).click();
    await flaky.getByText("Waiting for try 2 of 4").waitFor();
    await flaky.getByText("Recovered on try 3 of 4.", { exact: true }).waitFor({ timeout: RECOVERS_MS });
    expect(await flaky.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringContaining("Did not work"),
      expect.stringContaining("Did not work"),
      expect.stringContaining("Worked"),
    ]);
  });

  it("shows staff that a message which comes three times is one mail, and how often it came", async () => {
    const page = await stage.page({ as: "ada@example.test" });
    await page.goto("/");
    const faults = page.getByRole("region", { name: "What goes wrong" });
    await faults.getByRole("button", { name: "Duplicate delivery" }).click();
    await faults.getByText("It has struck nothing yet.").waitFor();
    const mail = card(page, "Welcome e-mail");
    await mail.getByRole("button", { name: "Start" }).click();
    await mail.getByText("Completed").waitFor();
    await faults.getByText("It has struck once so far.").waitFor();
    expect(await mail.getByRole("listitem").count()).toBe(1);
    expect(mailsTo(stage.app(), "ada@example.test")).toHaveLength(1);
    await faults.getByRole("button", { name: "Nothing" }).click();
    await faults.getByText("All is well.").waitFor();
    await mail.getByRole("link", { name: "See it in the dashboard" }).waitFor();
  });

  it("lets nobody else choose what goes wrong, and leads nobody else to the dashboard", async () => {
    const page = await stage.page({ as: "barbara@example.test" });
    await page.goto("/");
    const flaky = card(page, "Flaky job");
    await flaky.getByRole("button", { name: "Start" }).click();
    await flaky.getByText("Processing").waitFor();
    expect(await page.getByRole("region", { name: "What goes wrong" }).count()).toBe(0);
    expect(await page.getByRole("link", { name: "See it in the dashboard" }).count()).toBe(0);
  });
});

describe("somebody who goes elsewhere while their job runs", () => {
  it("hears how it ended, in one of their tabs, until they have closed it", async () => {
    const page = await stage.page({ as: "edsger@example.test" });
    const other = await page.context().newPage();
    await other.goto("/activity");
    await page.goto("/");
    const flaky = card(page, "Flaky job");
    await flaky.getByRole("button", { name: "Start" }).click();
    await flaky.getByText("Processing").waitFor();
    await page.getByRole("link", { name: "Account" }).click();
    await page.waitForURL("**/account");
    await expect
      .poll(async () => [...(await toasts(page)), ...(await toasts(other))], { timeout: RECOVERS_MS })
      .toEqual([expect.stringContaining("The flaky job has recovered.")]);
    const told = (await toasts(page)).length === 1 ? page : other;
    await told.reload();
    const toast = told.getByRole("dialog");
    await toast.getByText("The flaky job has recovered.").waitFor();
    await toast.hover();
    await toast.getByRole("button", { name: "Close" }).click();
    await toast.waitFor({ state: "detached" });
  });

  it("finds it again, where it is by then, and may stop it and start it once more", async () => {
    const page = await stage.page({ as: "frances@example.test" });
    await page.goto("/");
    const flaky = card(page, "Flaky job");
    await flaky.getByRole("button", { name: "Start" }).click();
    await flaky.getByText("Processing").waitFor();
    await page.reload();
    await flaky.getByRole("button", { name: "Cancel" }).click();
    await flaky.getByText("Did not recover: it was cancelled.").first().waitFor();
    await flaky.getByRole("button", { name: "Retry" }).click();
    await flaky.getByText("Recovered on try").first().waitFor({ timeout: RECOVERS_MS });
  });
});

function card(page: Page, name: string): Locator {
  return page.getByRole("region", { name });
}

async function toasts(page: Page): Promise<string[]> {
  return await page.getByRole("dialog").allInnerTexts();
}
