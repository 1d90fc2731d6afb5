import { isTerminal } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";

/** The part of the browser's storage that is needed; tabs share it. */
type Storage = Pick<globalThis.Storage, "getItem" | "setItem">;

/** As many ends are remembered as told. */
const TOLD_MAX = 100;

/** A job that has ended, as far as telling somebody takes. */
export type SettledJob = Pick<
  JobView,
  "jobId" | "type" | "status" | "attempt" | "retries" | "result" | "error" | "completedAt"
>;

/**
 * Remembers which jobs somebody waits for and of which ends they were told: through reloads, and for all tabs. A job
 * that ends twice, since it was started once more, is told twice.
 *
 * @param owner whose jobs: somebody else may sign in at the same browser.
 */
export function createSettledJobs(storage: Storage, owner: string) {
  const awaited = idList(storage, `jobs.${owner}.awaited`);
  const told = idList(storage, `jobs.${owner}.told`);

  /** Takes the open jobs from the server. @returns those that were open before: how did they end? */
  function sync(openIds: readonly string[]): string[] {
    const before = awaited.read();
    const gone = before.filter((jobId) => !openIds.includes(jobId));
    awaited.write([...gone, ...openIds]);
    return gone;
  }

  function waitFor(jobId: string): void {
    awaited.write([...awaited.read(), jobId]);
  }

  /** It is nobody's to see any more, or gone. */
  function forget(jobId: string): void {
    awaited.write(awaited.read().filter((id) => id !== jobId));
  }

  /** True once for each end of a job that was waited for, whichever tab asks. */
  function claim({ jobId, status, completedAt }: SettledJob): boolean {
    if (!isTerminal(status) || !awaited.read().includes(jobId)) return false;
    forget(jobId);
    const end = `${jobId} ${completedAt}`;
    const before = told.read();
    if (before.includes(end)) return false;
    told.write([...before, end].slice(-TOLD_MAX));
    return true;
  }

  return { sync, waitFor, forget, claim };
}

/** A list of texts in the storage; empty where somebody wrote something else, or where nothing may be stored. */
function idList(storage: Storage, name: string) {
  return {
    read(): string[] {
      const value = parsed(storage.getItem(name));
      return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
    },
    write(ids: readonly string[]): void {
      storage.setItem(name, JSON.stringify([...new Set(ids)]));
    },
  };
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "[]");
  } catch {
    return [];
  }
}
