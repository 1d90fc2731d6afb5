import { rmSync } from "node:fs";
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { processStart } from "./process-identity";

const TRIES_MAX = 4;

/** Who holds a lock: a process, what it is, and since when. */
type LockHolder = { pid: number; what: string; since: string };

/** Thrown by `holdLock` when a living process holds the lock. */
export class LockHeldError extends Error {
  override name = "LockHeldError";
  readonly holder: LockHolder;

  constructor(resource: string, holder: LockHolder) {
    super(
      `${resource} is in use by ${holder.what} (process ${holder.pid}, since ${holder.since}). Stop that one first.`,
    );
    this.holder = holder;
  }
}

/** A lock that is held. */
export type Lock = {
  /** The holder's entry, for whoever tidies up after a holder that was killed. */
  entry: string;
  /** Where all entries are; empty when nobody holds it. */
  folder: string;
  release: () => Promise<void>;
};

/**
 * Takes the lock of a file or folder, which only living processes can hold: one left by a crash or SIGKILL
 * counts for nothing.
 *
 * The lock is a folder beside it with one entry per contender, named by process id and start time. A contender
 * enters itself, looks, and leaves again if it sees another living one. Nobody ever removes a living
 * contender's entry, so there is no moment at which two can hold the lock; two that enter at the very
 * same moment both step back and try again.
 *
 * @throws {LockHeldError} naming the holder.
 */
export async function holdLock(resource: string, what: string): Promise<Lock> {
  const folder = `${resource}.lock`;
  for (let tries = 1; ; tries += 1) {
    const entry = await enter(folder, what).catch((error: unknown) => {
      throw codeOf(error) === "EEXIST" ? new LockHeldError(resource, holderHere("this process")) : error;
    });
    const holder = await livingHolder(folder, entry);
    if (!holder) return held(folder, entry);
    await leave(folder, entry);
    if (tries === TRIES_MAX) throw new LockHeldError(resource, holder);
    await wait(20 + Math.random() * 80);
  }
}

function held(folder: string, entry: string): Lock {
  // So that process.exit leaves nothing to wonder about.
  const release = () => rmSync(join(folder, entry), { force: true });
  process.once("exit", release);
  return {
    entry: join(folder, entry),
    folder,
    release() {
      process.off("exit", release);
      return leave(folder, entry);
    },
  };
}

/** @throws EEXIST when this process holds the lock already. */
async function enter(folder: string, what: string): Promise<string> {
  const entry = `${process.pid}-${processStart(process.pid)?.replaceAll(/\W/g, "") ?? ""}.json`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, entry), JSON.stringify(holderHere(what)), { flag: "wx" });
  } catch (error) {
    // The folder went with its last holder between the two calls, or within the first, which looks before it leaps.
    if (codeOf(error) === "ENOENT") return enter(folder, what);
    throw error;
  }
  return entry;
}

function holderHere(what: string): LockHolder {
  return { pid: process.pid, what, since: new Date().toISOString() };
}

async function livingHolder(folder: string, own: string): Promise<LockHolder | null> {
  for (const entry of await readdir(folder)) {
    if (entry === own) continue;
    if (isAlive(entry)) return readHolder(folder, entry);
    await rm(join(folder, entry), { force: true });
  }
  return null;
}

function isAlive(entry: string): boolean {
  const [pid = "", start = ""] = entry.replace(".json", "").split("-");
  return processStart(Number(pid))?.replaceAll(/\W/g, "") === start;
}

async function readHolder(folder: string, entry: string): Promise<LockHolder> {
  const fallback = { pid: Number.parseInt(entry, 10), what: "another process", since: "just now" };
  try {
    return { ...fallback, ...JSON.parse(await readFile(join(folder, entry), "utf8")) };
  } catch {
    return fallback;
  }
}

async function leave(folder: string, entry: string): Promise<void> {
  await rm(join(folder, entry), { force: true });
  // Stays when another contender is inside, and may be gone already.
  await rmdir(folder).catch(() => {});
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
