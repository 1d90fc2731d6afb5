import { type Browser, chromium } from "playwright-core";
import { findBrowser } from "./find-browser";

/** Starts the Chromium of this machine without a window. Close it afterwards. @throws {Error} that says what to install */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: await findBrowser(),
    // Chromium does not start as root otherwise, and pages of our own are all it sees.
    chromiumSandbox: false,
    args: ["--disable-gpu", "--font-render-hinting=none"],
  });
}
