import type { Busy } from "./state";

/** A job, as counterexamples name it. */
export function name(index: number): string {
  return `job ${index}`;
}

/** A run of a job. */
export function who({ job, run }: Busy): string {
  return `${name(job)}, run ${run}`;
}
