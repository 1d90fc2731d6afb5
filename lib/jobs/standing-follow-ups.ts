import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { JobDefinition, JobInput } from "./define";
import type { FollowUpOptions } from "./enqueue-options";
import { prepareFollowUp } from "./prepare";

/** Which ends are followed. */
export type Standing = {
  followUpId: string;
  organizationId: number;
  onSuccess: boolean;
  /** Failed or timed out for good; a cancelled job is followed by nothing. */
  onFailure: boolean;
  /** Null: jobs of all types. */
  jobTypes: readonly string[] | null;
};

/** What the follow-up's payload gets as `ended`; its error only where the job did not complete. */
const EXAMPLE = {
  jobId: "01a2013f-f388-79b7-b611-fb284e5ee3d7",
  type: "example",
  status: "failed",
  revivals: 0,
  createdAt: "2026-11-28T09:30:00.123456+00:00",
  startedAt: null,
  completedAt: "2026-11-28T09:30:00.123456+00:00",
  error: { code: null, message: "" },
};

/**
 * Makes `job` follow every job of an organization that ends and fits, from now on: it is inserted by the statement that
 * ends the other one, with what ended as `ended` in its payload. Jobs of its own type are not followed. Belongs to the
 * organization. Replaces the standing follow-up of this id, if there is one.
 *
 * A job whose last run began before this call may end unfollowed.
 *
 * @throws {PayloadError} when `payload` with an `ended` does not fit the job. {@link EnqueueOptionsError}
 */
export async function standFollowUp<Job extends JobDefinition>(
  executor: Executor,
  { followUpId, organizationId, onSuccess, onFailure, jobTypes }: Standing,
  job: Job,
  payload: Omit<JobInput<Job>, "ended">,
  options: Pick<FollowUpOptions, "retries" | "priority"> = {},
): Promise<void> {
  const actor = { userId: null, organizationId };
  const example = { job, payload: { ...payload, ended: EXAMPLE }, options };
  const spec = { ...(await prepareFollowUp(example, "success", { actor })), payload };
  const types = jobTypes === null ? null : JSON.stringify(jobTypes);
  await executor.execute(sql`
    insert into job_standing_follow_ups (follow_up_id, organization_id, on_success, on_failure, job_types, spec)
    values (${followUpId}::uuid, ${organizationId}::bigint, ${onSuccess}::boolean, ${onFailure}::boolean,
      (select array_agg(type) from jsonb_array_elements_text(${types}::jsonb) as type),
      ${JSON.stringify(spec)}::jsonb)
    on conflict (follow_up_id) do update
    set organization_id = excluded.organization_id, on_success = excluded.on_success,
      on_failure = excluded.on_failure, job_types = excluded.job_types, spec = excluded.spec`);
}

/** Ends it: nothing follows any more. Jobs that were inserted already run. One that is not there is fine. */
export async function dropStandingFollowUp(executor: Executor, followUpId: string): Promise<void> {
  await executor.execute(sql`delete from job_standing_follow_ups where follow_up_id = ${followUpId}::uuid`);
}
