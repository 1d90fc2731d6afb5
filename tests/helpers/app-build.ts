import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdir, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Environment, nextBuild } from "@/scripts/local/next";
import { waitForLock } from "@/scripts/local/wait-for-lock";
import { filesBelow, ROOT } from "@/tests/architecture/sources";

const FOLDER = path.join(ROOT, ".data/browser");
const FILES = [
  "drizzle/meta/_journal.json",
  "instrumentation.ts",
  "next.config.ts",
  "package.json",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
];
/** The build is a minute's work for two cores that have nothing else to do. */
const WAIT_MS_MAX = 600_000;
const KEPT_MS = 6 * 60 * 60 * 1000;

/** What every build and server of the tests has, and nothing of a developer's own settings. */
export function baseEnvironment(): Environment {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // A developer's .env files are not for it; Next reads none when they count as read.
    __NEXT_PROCESSED_ENV: "true",
  };
}

/**
 * A production build of the app as its sources are now. The first test file that asks for it makes it, others wait
 * for that or find it, also in the next run. It is made from a copy, so that nothing of a developer's own is touched.
 *
 * @returns its folder @throws {Error} with the last lines of `next build` when it fails
 */
export async function testBuild(): Promise<string> {
  const files = sourceFiles();
  const folder = path.join(FOLDER, stampOf(files));
  await mkdir(FOLDER, { recursive: true });
  const lock = await waitForLock(folder, "a test run", WAIT_MS_MAX);
  try {
    await removeOld(folder);
    if (!existsSync(doneFile(folder))) await build(folder, files);
    await utimes(doneFile(folder), new Date(), new Date());
    return folder;
  } finally {
    await lock.release();
  }
}

function sourceFiles(): string[] {
  const below = ["app", "lib", ...(existsSync(path.join(ROOT, "public")) ? ["public"] : [])];
  return [...below.flatMap((folder) => filesBelow(folder, /./)), ...FILES].filter(
    (file) => !/\.test\.tsx?$/.test(file),
  );
}

function stampOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of [...files, "pnpm-lock.yaml"])
    hash.update(`${file}\0`).update(readFileSync(path.join(ROOT, file)));
  return hash.digest("hex").slice(0, 16);
}

async function build(folder: string, files: readonly string[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const file of files) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await copyFile(path.join(ROOT, file), path.join(folder, file));
  }
  // Types are checked by `pnpm check`.
  await nextBuild({ folder, environment: { ...baseEnvironment(), JOBS_DEMO_BUILD: "1" } });
  await rm(path.join(folder, ".next/cache"), { recursive: true, force: true });
  await writeFile(doneFile(folder), "");
}

function doneFile(folder: string): string {
  return path.join(folder, ".next/built");
}

/** Builds of other sources that nobody has asked for lately. */
async function removeOld(current: string): Promise<void> {
  for (const name of await readdir(FOLDER)) {
    const folder = path.join(FOLDER, name);
    if (folder === current || name.endsWith(".lock")) continue;
    const { mtimeMs } = await stat(doneFile(folder)).catch(() => stat(folder));
    if (Date.now() - mtimeMs > KEPT_MS) await rm(folder, { recursive: true, force: true });
  }
}
