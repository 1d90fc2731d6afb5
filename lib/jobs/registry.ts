import { type KnownType, knownTypes } from "@/lib/jobs/deploys/known-types";
import type { JobDefinition } from "./define";
import { nearest } from "./nearest";
import type { RetiredType } from "./retired-types";

/** The jobs an app knows, by type. */
export type Registry = {
  readonly jobs: readonly JobDefinition[];
  /** Types that nobody runs any more: rows that are left of them fail. */
  readonly retired: readonly RetiredType[];
  /** Every type that a job of this app runs, those that a job has taken over too. */
  readonly known: readonly KnownType[];
  /** The job that runs rows of this type: its own, or one that has taken it over. */
  find(type: string): JobDefinition | undefined;
  /** The job of this type, if it may be dispatched from outside by anybody at all. */
  findOpen(type: string): JobDefinition | undefined;
  /** The open type that is most like `type`, when one is close. */
  nearestOpen(type: string): string | undefined;
  /** The same of all types: for people who may know of those that are not open. */
  nearest(type: string): string | undefined;
};

/**
 * Lists an app's jobs once, and the types that are gone, each by `retireJob(…)`.
 *
 * @throws {Error} when two of them have one type, or one endpoint.
 */
export function createRegistry(
  jobs: readonly JobDefinition[],
  retired: readonly RetiredType[] = [],
): Registry {
  const known = jobs.flatMap(knownTypes);
  assertUnique([...known, ...retired].map(({ type }) => type));
  assertUnique(jobs.map(({ endpoint }) => endpoint));
  // A Map, since a type from outside may be called "constructor".
  const runners = new Map(jobs.flatMap((job) => knownTypes(job).map(({ type }) => [type, job])));
  const open = new Map(jobs.filter(isOpen).map((job) => [job.type, job]));
  return {
    jobs,
    retired,
    known,
    find: (type) => runners.get(type),
    findOpen: (type) => open.get(type),
    nearestOpen: (type) => nearest(type, [...open.keys()]),
    nearest: (type) => nearest(type, [...runners.keys()]),
  };
}

function assertUnique(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Two jobs share "${twice}": types and endpoints must be unique.`);
}

function isOpen({ dispatchableBy }: JobDefinition): boolean {
  return dispatchableBy !== "nobody";
}
