import { accessSync, constants } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { waitForLock } from "@/scripts/local/wait-for-lock";

type Surroundings = {
  /** `CHROMIUM_PATH`. */
  given: string | undefined;
  platform: NodeJS.Platform;
  isProgram: (path: string) => boolean;
  /** Unpacks the one that came as a package. */
  bundled: () => Promise<string>;
};

const HERE: Surroundings = {
  given: process.env.CHROMIUM_PATH,
  platform: process.platform,
  isProgram,
  bundled,
};

/**
 * The Chromium of this machine: the one that `CHROMIUM_PATH` names, else one that is installed at a usual place, else
 * (on Linux) the one of the package @sparticuz/chromium. Never none.
 *
 * @returns its program @throws {Error} that says what to install
 */
export async function findBrowser({ given, platform, isProgram, bundled } = HERE): Promise<string> {
  if (given) {
    if (isProgram(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, which is no program. ${INSTALL}`);
  }
  const program = (PLACES[platform] ?? []).find(isProgram);
  if (program !== undefined) return program;
  if (platform !== "linux") throw new Error(`No Chromium was found. ${INSTALL}`);
  return bundled().catch((cause: unknown) => {
    throw new Error(`No Chromium was found, and the one of @sparticuz/chromium failed. ${INSTALL}`, {
      cause,
    });
  });
}

const INSTALL =
  "Install Chromium or Google Chrome (Debian: `apt-get install chromium`; macOS: `brew install --cask chromium`), or set CHROMIUM_PATH to the program.";

const MAC_APPS = [
  "Chromium.app/Contents/MacOS/Chromium",
  "Google Chrome.app/Contents/MacOS/Google Chrome",
  "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
    .flatMap((name) => ["/usr/bin", "/usr/local/bin", "/snap/bin"].map((folder) => `${folder}/${name}`))
    .concat("/opt/google/chrome/chrome"),
  darwin: ["/Applications", join(homedir(), "Applications")].flatMap((folder) =>
    MAC_APPS.map((app) => join(folder, app)),
  ),
};

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** One at a time: another would take a half unpacked one for whole. */
async function bundled(): Promise<string> {
  const lock = await waitForLock(join(tmpdir(), "nextjs-jobs-chromium"), "a test run", 60_000);
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    return await chromium.executablePath();
  } finally {
    await lock.release();
  }
}
