import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser } from "@/scripts/browser/launch-browser";
import type { DemoStack } from "@/scripts/demo/stack";
import type { Filled } from "./fill-stack";

const FOLDER = "docs/images";

/** Takes each picture in light and dark, 1280 wide. @returns the files */
export async function takePictures(stack: DemoStack, { failedJobId }: Filled): Promise<string[]> {
  const pictures = [
    { name: "dashboard", path: "/admin/jobs?range=1h" },
    { name: "job", path: `/admin/jobs/${failedJobId}` },
    { name: "jobs", path: "/admin/jobs/list" },
    { name: "playground", path: "/", prepare: startFlaky },
  ];
  const browser = await launchBrowser();
  try {
    const files: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser.newPage({
        baseURL: stack.appUrl,
        colorScheme,
        viewport: { width: 1280, height: 800 },
        locale: "en-GB",
        timezoneId: "UTC",
        reducedMotion: "reduce",
      });
      await signIn(page, stack);
      for (const { name, path, prepare } of pictures) {
        const file = join(FOLDER, `${name}${colorScheme === "dark" ? "-dark" : ""}.png`);
        await page.goto(path, { waitUntil: "networkidle" });
        await prepare?.(page);
        await page.evaluate(() => scrollTo(0, 0));
        await page.screenshot({ path: file });
        files.push(file);
      }
    }
    return files;
  } finally {
    await browser.close();
  }
}

async function signIn(page: Page, { signIn: { email, password } }: DemoStack): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** Until it has failed once: that is what the playground is for. */
async function startFlaky(page: Page): Promise<void> {
  const card = page.getByRole("region", { name: "Flaky job" });
  await card.getByRole("button", { name: "Start" }).click();
  await card.getByText("Retrying").waitFor();
}
