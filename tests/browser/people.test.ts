import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { linkTo, mailsTo } from "@/tests/helpers/mails";
import { poll } from "@/tests/helpers/poll";
import { signIn } from "./helpers/sign-in";
import { useStage } from "./helpers/stage";

const stage = useStage();

it("somebody signs up, and sees their welcome mail go out", async () => {
  const page = await stage.page();
  await page.goto("/");
  await page.getByRole("link", { name: "Sign up" }).click();
  await page.waitForURL("**/sign-up");
  await signUp(page, "Emmy Noether", "emmy@example.org");
  await page.waitForURL("**/mail");
  const mail = page.getByRole("listitem").filter({ hasText: "Welcome to Emmy Noether" });
  await mail.getByText("Completed").waitFor();
  expect(await page.getByRole("banner").innerText()).toContain("Emmy Noether");
  expect(mailsTo(stage.app(), "emmy@example.org").map(({ subject }) => subject)).toEqual([
    expect.stringContaining("Welcome"),
  ]);
});

it("a form that was not filled in as it must be says so at the field, and keeps what was typed", async () => {
  const page = await stage.page();
  await page.goto("/sign-up");
  await signUp(page, "Ada", "ada@example.test");
  const email = page.getByLabel("Email");
  await poll(() => email.getAttribute("aria-invalid")).toBe("true");
  expect(await email.inputValue()).toBe("ada@example.test");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("email");
  await page.getByText("There is an account with this address already.").waitFor();
});

it("who forgot their password gets a link by mail, and signs in with a new one", async () => {
  const page = await stage.page();
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.waitForURL("**/forgot-password");
  await page.getByLabel("Email").fill("alan@example.test");
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.goto(await linkTo(stage.app(), "alan@example.test", "/reset-password"));
  await page.getByLabel("New password").fill("a new password");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Your password was changed.").waitFor();
  await signIn(page, "alan@example.test", "a new password");
  await page.getByRole("heading", { name: "Mail", exact: true }).waitFor();
});

it("who is invited gets a link by mail, signs up and is a member", async () => {
  const owner = await stage.page({ as: "grace@example.test" });
  await owner.goto("/members");
  await owner.getByLabel("Email").fill("sophie@example.org");
  await owner.getByRole("button", { name: "Invite", exact: true }).click();
  await owner.getByRole("region", { name: "Invited" }).getByText("sophie@example.org").waitFor();

  const guest = await stage.page();
  await guest.goto(await linkTo(stage.app(), "sophie@example.org", "/invitations/"));
  await guest.getByRole("link", { name: "Sign up to join" }).click();
  await guest.waitForURL("**/sign-up?**");
  await signUp(guest, "Sophie Germain", "sophie@example.org");
  await guest.getByRole("button", { name: "Join" }).click();
  await guest.getByRole("banner").getByText("Analytical Engines").waitFor();
  await guest.goto("/members");
  await guest.getByRole("region", { name: "Members" }).getByText("Sophie Germain").waitFor();
});

async function signUp(page: Page, name: string, email: string): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("a good password");
  await page.getByRole("button", { name: "Create account" }).click();
}
