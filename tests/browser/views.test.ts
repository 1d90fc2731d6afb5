import { expect, it } from "vitest";
import { axeFaults, tooWide } from "./helpers/find-faults";
import { useStage } from "./helpers/stage";

const stage = useStage();

it("a list is saved under a name, opened by it and deleted, in this browser alone", async () => {
  const page = await stage.page({ as: "ada@example.test", viewport: { width: 360, height: 740 } });
  const menu = page.getByRole("dialog", { name: "Views" });
  const openMenu = () => page.getByRole("button", { name: "Views" }).click();
  await page.goto("/admin/jobs/list?type=send-email&since=2h", { waitUntil: "networkidle" });
  await openMenu();
  await menu.getByLabel("Save this list as").fill("Mails just now");
  await page.keyboard.press("Enter");
  await menu.getByRole("link", { name: "Mails just now" }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(await tooWide(page)).toEqual([]);

  await menu.getByRole("link", { name: "Failed today" }).click();
  await page.waitForURL((url) => url.searchParams.get("status") === "failed,timeout");
  expect(await menu.isVisible()).toBe(false);

  await page.goto("/admin/jobs/list", { waitUntil: "networkidle" });
  await openMenu();
  await menu.getByRole("link", { name: "Mails just now" }).click();
  await page.waitForURL(({ searchParams }) => searchParams.get("type") === "send-email");
  expect(new URL(page.url()).searchParams.get("since")).toBe("2h");

  await openMenu();
  await menu.getByRole("button", { name: "Delete Mails just now" }).click();
  await menu.getByRole("link", { name: "Mails just now" }).waitFor({ state: "detached" });
  await page.reload({ waitUntil: "networkidle" });
  await openMenu();
  expect(await menu.getByRole("link").allInnerTexts()).toEqual(["Failed today", "Stuck", "Retrying"]);
});
