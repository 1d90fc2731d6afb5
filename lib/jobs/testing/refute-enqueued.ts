import { AssertionError } from "node:assert";
import { sql } from "drizzle-orm";
import type { JobDefinition } from "@/lib/jobs/define";
import { jobsFound, shown } from "./complaint";
import { type ExpectedJob, misses } from "./expected-job";
import { storedJobs } from "./stored-jobs";

/**
 * Checks that no such job was enqueued, also none that has run since.
 *
 * @throws {AssertionError} which shows those that are there.
 */
export async function refuteEnqueued<Job extends JobDefinition>(
  job: Job,
  unexpected: ExpectedJob<Job> = {},
): Promise<void> {
  const stored = await storedJobs(sql`job_type = ${job.type}`);
  const fitting = stored.filter((found) => misses(unexpected, found).length === 0);
  if (fitting.length === 0) return;
  const like = Object.keys(unexpected).length === 0 ? "" : ` with ${shown(unexpected)}`;
  throw new AssertionError({
    message: `Expected no job "${job.type}"${like}; ${fitting.length} found.\n${jobsFound(fitting)}`,
    expected: [],
    actual: fitting,
    operator: "refuteEnqueued",
  });
}
