import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildApp } from "@/scripts/local/app";
import type { Launch } from "@/scripts/local/launch";
import type { Environment } from "@/scripts/local/next";
import { waitForLock } from "@/scripts/local/wait-for-lock";

const SOURCES = [
  "app",
  "lib",
  "public",
  "instrumentation.ts",
  "proxy.ts",
  "patches",
  "package.json",
  "pnpm-lock.yaml",
  "tsconfig.json",
];
const SOURCE_PATTERN = /^(next|postcss)\.config\./;
const BUILD_LOCK = ".data/build";
const STAMP = ".next/demo-stamp";
const WAIT_MS_MAX = 180_000;

/**
 * Builds the app for production, unless the build that is there was made here from the same sources. Two
 * demos at once take turns, and the second finds its work done.
 *
 * @throws {Error} with the last lines of `next build` when it fails.
 */
export async function ensureBuild(launch: Launch, environment: Environment): Promise<"built" | "kept"> {
  await mkdir(".data", { recursive: true });
  const lock = await waitForLock(BUILD_LOCK, "pnpm demo", WAIT_MS_MAX);
  try {
    const stamp = stampOf(sourceFiles());
    if (await isBuilt(stamp)) return "kept";
    await buildApp(launch, { ...environment, JOBS_DEMO_BUILD: "1" });
    await writeFile(STAMP, `${await buildId()} ${stamp}`);
    return "built";
  } finally {
    await lock.release();
  }
}

function sourceFiles(): string[] {
  const configs = readdirSync(".").filter((name) => SOURCE_PATTERN.test(name));
  return [...SOURCES, ...configs].flatMap(filesBelow).toSorted();
}

function filesBelow(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  return found.isDirectory() ? readdirSync(path).flatMap((name) => filesBelow(join(path, name))) : [path];
}

function stampOf(files: string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

/** Another build may have replaced ours since, so the stamp names the build that it is about. */
async function isBuilt(stamp: string): Promise<boolean> {
  const found = await readFile(STAMP, "utf8").catch(() => "");
  return found === `${await buildId()} ${stamp}`;
}

function buildId(): Promise<string> {
  return readFile(".next/BUILD_ID", "utf8").catch(() => "none");
}
