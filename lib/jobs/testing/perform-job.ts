import { AssertionError } from "node:assert";
import { sql } from "drizzle-orm";
import { database } from "@/lib/db/client";
import type { JobDefinition, JobInput } from "@/lib/jobs/define";
import { Directive } from "@/lib/jobs/directive";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import type { JobHandler } from "@/lib/jobs/handle";
import { insert } from "@/lib/jobs/insert";
import { payloadMisfit } from "@/lib/jobs/payloads/payload-misfit";
import { prepare } from "@/lib/jobs/prepare";
import { deliver } from "./deliver";
import { type EndedRun, endedRunOf } from "./ended-run";
import { type StoredJob, storedJobs } from "./stored-jobs";
import { testDatabase } from "./test-database";

/** How a run ended, and what it enqueued. */
export type Performed = EndedRun & { enqueued: StoredJob[] };

/** One job runs at once, under an id of its own. */
export type PerformOptions = Pick<
  EnqueueOptions,
  "actor" | "retries" | "priority" | "onSuccess" | "onFailure"
>;

/**
 * Runs a handler once, as its worker does: a row, a claim, a real `ctx`, a settlement. Jobs that it enqueues stand in
 * the database and do not run; `drain` runs them, and this one if it goes on. What the handler throws is in `error`,
 * and `outcome` says what it led to; `retries: 0` makes it the last attempt.
 *
 * @throws {PayloadError} when the payload does not fit. Nothing was written.
 * @throws {AssertionError} when the handler's result does not fit its schema, naming each field.
 */
export async function performJob<Job extends JobDefinition>(
  handler: JobHandler<Job>,
  payload: JobInput<Job>,
  options: PerformOptions = {},
): Promise<Performed> {
  await testDatabase("performJob");
  const { jobId } = await insert(database(), await prepare(handler.job, payload, options));
  const seen: { value?: unknown } = {};
  const watched: JobHandler<Job> = {
    job: handler.job,
    async run(data, ctx) {
      const value = await handler.run(data, ctx);
      seen.value = value;
      return value;
    },
  };
  const code = await deliver(watched, { jobId, type: handler.job.type, leg: 1 });
  const ended = await endedRunOf(jobId);
  if (ended.run === 0)
    throw new Error(`Job "${handler.job.type}" did not run: its worker answers "${code}".`);
  if (ended.outcome === "completed" && !(seen.value instanceof Directive))
    await assertResult(handler.job, seen.value);
  return { ...ended, enqueued: await storedJobs(sql`parent_job_id = ${jobId}::uuid`) };
}

async function assertResult({ type, result }: JobDefinition, value: unknown): Promise<void> {
  const parsed = await result.safeParseAsync(value);
  if (parsed.success) return;
  const { issues } = payloadMisfit(type, result, value, parsed.error.issues);
  const lines = issues.map(
    ({ path, message }) => `  ${path.map(String).join(".") || "(the whole)"}: ${message}`,
  );
  throw new AssertionError({
    message: `The result of job "${type}" does not fit its schema, so it would not be stored:\n${lines.join("\n")}`,
    actual: value,
    operator: "performJob",
  });
}
