import type { Page } from "playwright-core";

/** Everybody's of the demo. */
const PASSWORD = "demo-password";

/** Signs in through the form, and waits until the page behind it is there. */
export async function signIn(page: Page, email: string, password: string = PASSWORD): Promise<void> {
  await page.goto("/sign-in?next=%2Fmail");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/mail");
}
