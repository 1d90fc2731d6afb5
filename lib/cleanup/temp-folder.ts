import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve, sep } from "node:path";
import { database } from "@/lib/db/client";
import { env } from "@/lib/env/env";
import { NonRetryableError } from "@/lib/jobs/errors";
import type { Page, PageOptions, Step } from "./step";
import { noteRemoved, type Removed } from "./tally";
import { openFiles } from "./temp/open-files";
import { sweepFolder } from "./temp/sweep-folder";

/** Files after which it is noted how many went: what a killed run did since is not counted. */
const NOTED = 200;

/** The folder that `TEMP_DIR` names. */
export const tempFolder: Step = {
  target: "temp-files",
  async page(options) {
    const root = await realpath(resolve(env().TEMP_DIR)).catch(() => null);
    if (root === null) return { count: 0, bytes: 0, after: null };
    await assertOwn(root);
    return await sweepPage(root, "temp-files", options);
  },
};

/** What a process that was killed has left of files that were being written into the local storage. */
export const unfinishedFiles: Step = {
  target: "unfinished-files",
  async page(options) {
    if (env().STORAGE_DRIVER !== "local") return { count: 0, bytes: 0, after: null };
    const root = await realpath(resolve(env().STORAGE_DIR)).catch(() => null);
    if (root === null) return { count: 0, bytes: 0, after: null };
    return await sweepPage(join(root, "unfinished"), "unfinished-files", options);
  },
};

/**
 * @throws {NonRetryableError} for a folder that holds more than temporary files: the app, somebody's home, the storage,
 *   or all.
 */
async function assertOwn(root: string): Promise<void> {
  const places = [process.cwd(), homedir(), resolve(env().STORAGE_DIR)];
  const real = await Promise.all(places.map((place) => realpath(place).catch(() => place)));
  if (root !== sep && !real.some((place) => `${place}${sep}`.startsWith(`${root}${sep}`))) return;
  throw new NonRetryableError(
    `TEMP_DIR is ${root}, which holds more than temporary files. Name a folder in which nothing else is kept.`,
  );
}

/** As much as fits into the run; files are not noted in one transaction with their end, since no file system has any. */
async function sweepPage(root: string, target: string, options: PageOptions): Promise<Page> {
  const { isDry, signal, skip, jobId } = options;
  const total: Removed = { count: 0, bytes: 0 };
  const unnoted: Removed = { count: 0, bytes: 0 };
  try {
    const isDone = await sweepFolder(root, {
      before: Date.parse(options.before),
      isDry,
      open: await openFiles(),
      signal,
      skip,
      // A dry run would find the same again. At least one goes, so that a job with little time gets somewhere.
      isOver: () => !isDry && total.count > 0 && Date.now() > options.until.getTime(),
      async removed(bytes) {
        add(total, bytes);
        add(unnoted, bytes);
        if (unnoted.count >= NOTED) await note();
      },
    });
    return { ...total, after: isDone ? null : [] };
  } finally {
    await note();
  }

  async function note(): Promise<void> {
    const removed = { ...unnoted };
    Object.assign(unnoted, { count: 0, bytes: 0 });
    if (!isDry) await noteRemoved(database(), jobId, target, removed);
  }
}

function add(to: Removed, bytes: number): void {
  to.count += 1;
  to.bytes += bytes;
}
