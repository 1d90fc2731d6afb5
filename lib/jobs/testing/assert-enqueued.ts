import { AssertionError } from "node:assert";
import { sql } from "drizzle-orm";
import type { JobDefinition } from "@/lib/jobs/define";
import { nearMisses, shown, typesFound } from "./complaint";
import { type ExpectedJob, misses } from "./expected-job";
import { type StoredJob, storedJobs } from "./stored-jobs";

/**
 * Checks that such a job was enqueued, whether or not it has run since: at least one, or exactly `count`.
 *
 * @returns those that fit, in the order in which they were enqueued.
 * @throws {AssertionError} which shows the jobs of this type that are there and in what they differ.
 */
export async function assertEnqueued<Job extends JobDefinition>(
  job: Job,
  { count, ...expected }: ExpectedJob<Job> & { count?: number } = {},
): Promise<StoredJob[]> {
  const stored = await storedJobs(sql`job_type = ${job.type}`);
  const near = stored.map((found) => ({ job: found, misses: misses(expected, found) }));
  const fitting = near.filter((found) => found.misses.length === 0).map((found) => found.job);
  if (count === undefined ? fitting.length > 0 : fitting.length === count) return fitting;
  const wanted = `Expected ${count ?? "a"} job${count === undefined || count === 1 ? "" : "s"} "${job.type}"`;
  const like = Object.keys(expected).length === 0 ? "" : ` with ${shown(expected)}`;
  throw new AssertionError({
    message: `${wanted}${like}; ${fitting.length} of ${stored.length} fit${fitting.length === 1 ? "s" : ""}.\n${
      stored.length === 0 ? typesFound(await storedJobs(sql`true`)) : nearMisses(near)
    }`,
    expected: { count: count ?? "at least 1", ...expected },
    actual: { count: fitting.length, jobs: stored },
    operator: "assertEnqueued",
  });
}
