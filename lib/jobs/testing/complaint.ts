import { inspect } from "node:util";
import type { Difference } from "./differences";
import type { StoredJob } from "./stored-jobs";

/** Jobs that one message shows. */
const SHOWN_MAX = 10;

/** A job that nearly is what was expected, and in what it is not. */
export type Near = { job: StoredJob; misses: readonly Difference[] };

/** Jobs of the type that do not fit, the likest first, each with what is different. */
export function nearMisses(near: readonly Near[]): string {
  const ordered = near.toSorted((a, b) => a.misses.length - b.misses.length);
  return listed(ordered, ({ job, misses }) => [named(job), ...misses.map(difference)].join("\n"));
}

/** Jobs that are there, each with its payload. */
export function jobsFound(jobs: readonly StoredJob[]): string {
  return listed(jobs, (job) => `${named(job)}\n    payload: ${shown(job.payload)}`);
}

/** How many there are of each type. */
export function typesFound(jobs: readonly StoredJob[]): string {
  if (jobs.length === 0) return "No job is enqueued at all.";
  return ["Enqueued are:", countsByType(jobs)].join("\n");
}

/** A line for each type, with how many there are of it. */
export function countsByType(jobs: readonly { type: string }[]): string {
  const types = [...new Set(jobs.map(({ type }) => type))];
  const count = (type: string) => jobs.filter((job) => job.type === type).length;
  return types.map((type) => `  ${count(type)} × "${type}"`).join("\n");
}

export function shown(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: 100, maxStringLength: 500 });
}

function named({ jobId, status }: StoredJob): string {
  return `  ${jobId} (${status})`;
}

function difference({ path, expected, actual }: Difference): string {
  return `    ${path}: expected ${shown(expected)}, it is ${shown(actual)}`;
}

function listed<Item>(items: readonly Item[], line: (item: Item) => string): string {
  const more = items.length - SHOWN_MAX;
  return [...items.slice(0, SHOWN_MAX).map(line), ...(more > 0 ? [`  … and ${more} more`] : [])].join("\n");
}
