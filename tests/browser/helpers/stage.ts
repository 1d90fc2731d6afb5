import { randomInt } from "node:crypto";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, type TestContext } from "vitest";
import { launchBrowser } from "@/scripts/browser/launch-browser";
import { ROOT } from "@/tests/architecture/sources";
import { type AppServer, startAppServer } from "@/tests/helpers/app-server";
import { signIn } from "./sign-in";
import { type Allowed, watchPage } from "./watch-page";

const PICTURES = path.join(ROOT, ".data/browser-failures");

type PageOptions = BrowserContextOptions & {
  /** Who is signed in: a mail address of the demo. Default: nobody. */
  as?: string;
  /** What may go wrong. Default: nothing. */
  allow?: Allowed;
};

/** A page of its own browser session, and what went wrong in it. */
type Opened = { page: Page; complaints: readonly string[] };

/** The app and a browser for the stories of one test file. */
export type Stage = {
  /** The app; from `beforeAll` on. */
  app: () => AppServer;
  /** A page in a session of its own, at 1280 × 800. What goes wrong in it fails the test. */
  page: (options?: PageOptions) => Promise<Page>;
};

/**
 * Starts the app and a browser before the first story of a file and ends them after the last. A story in which a page
 * had errors fails, and one that fails leaves pictures of its pages in `.data/browser-failures`.
 */
export function useStage(): Stage {
  let app: AppServer | undefined;
  let browser: Browser | undefined;
  const sessions = new Map<string, BrowserContextOptions["storageState"]>();
  let opened: Opened[] = [];

  beforeAll(async () => {
    // Where there is no browser, the test says so before it builds for a minute.
    browser = await launchBrowser();
    app = await startAppServer();
    // For the build, on a busy machine.
  }, 700_000);
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });
  afterEach(async (context) => {
    const pages = opened;
    opened = [];
    try {
      const complaints = pages.flatMap(({ complaints }) => complaints);
      if (complaints.length > 0 || hasFailed(context)) await takePictures(pages, context);
      const said = complaints.some((text) => / 5\d\d /.test(text)) ? app?.lines.slice(-20).join("\n") : "";
      expect(complaints, `what went wrong in the pages; the app said last: ${said}`).toEqual([]);
    } finally {
      for (const { page } of pages) await page.context().close();
    }
  });

  return {
    app: running,
    async page({ as, allow = [], ...options } = {}) {
      const storageState = as === undefined ? undefined : await sessionOf(as);
      const page = await newPage({ ...options, ...(storageState === undefined ? {} : { storageState }) });
      opened.push({ page, complaints: watchPage(page, running().url, allow) });
      return page;
    },
  };

  function running(): AppServer {
    if (app === undefined) throw new Error("The app runs from beforeAll on.");
    return app;
  }

  async function newPage(options: BrowserContextOptions): Promise<Page> {
    if (browser === undefined) throw new Error("The browser runs from beforeAll on.");
    const context = await browser.newContext({
      baseURL: running().url,
      viewport: { width: 1280, height: 800 },
      locale: "en-GB",
      timezoneId: "UTC",
      reducedMotion: "reduce",
      // Tries to sign in are counted by address.
      extraHTTPHeaders: { "x-forwarded-for": `198.18.${randomInt(256)}.${randomInt(256)}` },
      ...options,
    });
    context.setDefaultTimeout(15_000);
    return await context.newPage();
  }

  async function sessionOf(email: string): Promise<BrowserContextOptions["storageState"]> {
    const known = sessions.get(email);
    if (known !== undefined) return known;
    const page = await newPage({});
    await signIn(page, email);
    const state = await page.context().storageState();
    sessions.set(email, state);
    await page.context().close();
    return state;
  }
}

function hasFailed({ task }: TestContext): boolean {
  return task.result?.state === "fail";
}

async function takePictures(pages: readonly Opened[], { task }: TestContext): Promise<void> {
  const name = `${path.basename(task.file.name, ".test.ts")} ${task.name}`.replaceAll(/[^\w-]+/g, "-");
  await mkdir(PICTURES, { recursive: true });
  for (const [index, { page }] of pages.entries()) {
    const file = path.join(PICTURES, `${name.slice(0, 120)}-${index + 1}.png`);
    // What failed is of interest, not that a page could not be drawn any more.
    await page.screenshot({ path: file, fullPage: true, timeout: 5_000 }).catch(() => undefined);
  }
}
