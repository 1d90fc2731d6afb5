import { z } from "zod";
import { type Given, readQuery } from "@/app/admin/jobs/list/read-query";
import type { Terms } from "@/app/admin/jobs/list/terms";
import type { JobFilter, Operation } from "@/lib/jobs/operations/job-filter";
import type { Registry } from "@/lib/jobs/registry";

/** Jobs that one page can select. */
const IDS_MAX = 1_000;

/** What is to be done, and to which jobs: those that were selected, or all that match. */
export type BulkRequest = { operation: Operation } & (
  | { jobIds: string[] }
  | { terms: Terms; filter: JobFilter }
);

const operations = z.enum(["cancel", "revive", "replay"]);

/** What somebody asks to be done; a sentence where that cannot be meant. */
export function readRequest(given: Given, registry: Registry, now: number): BulkRequest | string {
  const operation = operations.safeParse(given.do);
  if (!operation.success) return "The address does not say what is to be done.";
  if (given.all === undefined) return selected(operation.data, given.id);
  const { terms, filter, objections } = readQuery(given, registry, now);
  const [objection] = objections;
  if (objection !== undefined) return objection;
  if (filter.payloadAt !== undefined)
    return "What a payload holds cannot be acted on at once: select the jobs.";
  const { payloadAt: _, ...matching } = filter;
  if (Object.values(matching).every((value) => value === undefined))
    return "Narrow the list first: all jobs there are cannot be meant.";
  return { operation: operation.data, terms, filter: matching };
}

/** For how long what somebody was shown is what they mean. */
const SHOWN_MS = 86_400_000;

/** When the jobs were counted that somebody confirms: `since:2h` is of then. Later than a day after that it is of now. */
export function askedAt(given: string, now: number): number {
  const asked = Number(given);
  return Number.isInteger(asked) && asked <= now && asked > now - SHOWN_MS ? asked : now;
}

function selected(operation: Operation, given: string | string[] | undefined): BulkRequest | string {
  const ids = z
    .array(z.guid())
    .min(1)
    .max(IDS_MAX)
    .safeParse([given ?? []].flat());
  return ids.success ? { operation, jobIds: [...new Set(ids.data)] } : "No job was selected.";
}
