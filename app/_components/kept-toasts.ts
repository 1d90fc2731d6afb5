import type { SettledJob } from "./settled-jobs";

/** The toasts of this tab that nobody has closed, for after a reload. */
export function keptToasts(owner: string) {
  const name = `jobs.${owner}.toasts`;

  function read(): SettledJob[] {
    try {
      // Written below, by this tab.
      return JSON.parse(window.sessionStorage.getItem(name) ?? "[]");
    } catch {
      return [];
    }
  }

  function write(jobs: readonly SettledJob[]): void {
    try {
      window.sessionStorage.setItem(name, JSON.stringify(jobs));
    } catch {
      // A browser that stores nothing: a reload takes them away.
    }
  }

  function without(jobId: string): SettledJob[] {
    return read().filter((job) => job.jobId !== jobId);
  }

  return {
    read,
    add: (job: SettledJob): void => write([...without(job.jobId), job]),
    remove: (jobId: string): void => write(without(jobId)),
  };
}
