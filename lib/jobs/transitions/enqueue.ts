import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { JobActor } from "@/lib/jobs/actor";
import type { JobDefinition } from "@/lib/jobs/define";
import { STATUSES, type Status } from "@/lib/jobs/lifecycle";
import { PUBLISH_CLAIM_SECONDS } from "@/lib/jobs/limits";
import { type Leg, leg, legColumns } from "./leg";

/** An execution about to be inserted. */
export type NewExecution = {
  jobId: string;
  job: Pick<JobDefinition, "type" | "endpoint" | "timeoutSeconds" | "backoffSeconds">;
  retries: number;
  /** As JSON. */
  payload: string;
  payloadHash: string;
  actor: JobActor;
  idempotencyKey: string | null;
  /** Earliest start: seconds from now by the database's clock, or a moment. */
  delaySeconds: number | null;
  notBefore: Date | null;
  deadline: Date | null;
  /** Due later than this many seconds from now, the row stays unpublished until it is not. */
  heldBackBeyondSeconds: number;
};

/** The row that stands: the new one with its first leg, or the earlier one that has the key. */
export type Enqueued = {
  jobId: string;
  status: Status;
  payloadHash: string;
  deduplicated: boolean;
  leg: Leg | null;
};

/**
 * – → pending. One statement. With an idempotency key that is taken, inserts nothing and answers with the row
 * that has it; null in the rare case that this row was inserted by a transaction that had not committed when
 * the statement began: ask again.
 */
export async function insertExecution(executor: Executor, row: NewExecution): Promise<Enqueued | null> {
  const [found] = await query(executor, enqueued, statement(row));
  if (found === undefined) return null;
  const { status, payloadHash, deduplicated, publishNow, ...fields } = found;
  return { jobId: fields.jobId, status, payloadHash, deduplicated, leg: publishNow ? fields : null };
}

const enqueued = leg.extend({
  status: z.enum(STATUSES),
  payloadHash: z.string(),
  deduplicated: z.boolean(),
  publishNow: z.boolean(),
});

function statement(row: NewExecution) {
  const notBefore = sql`case
    when ${row.delaySeconds}::float8 is not null then clock_timestamp() + make_interval(secs => ${row.delaySeconds}::float8)
    else ${row.notBefore?.toISOString() ?? null}::timestamptz
  end`;
  return sql`
    with input as materialized (select ${notBefore} as not_before),
    inserted as (
      insert into job_executions (
        job_id, job_type, status, payload, payload_hash, endpoint, max_retries, timeout_seconds,
        backoff_seconds, user_id, organization_id, idempotency_key, not_before, deadline_at, publish_claimed_until
      )
      select
        ${row.jobId}::uuid, ${row.job.type}, 'pending', ${row.payload}::jsonb,
        ${row.payloadHash}, ${row.job.endpoint}, ${row.retries}, ${row.job.timeoutSeconds},
        ${`{${row.job.backoffSeconds.join(",")}}`}::int[], ${row.actor.userId}::bigint,
        ${row.actor.organizationId}::bigint, ${row.idempotencyKey}, not_before,
        ${row.deadline?.toISOString() ?? null}::timestamptz,
        greatest(
          clock_timestamp() + make_interval(secs => ${PUBLISH_CLAIM_SECONDS}),
          not_before - make_interval(secs => ${row.heldBackBeyondSeconds})
        )
      from input
      on conflict do nothing
      returning *
    )
    select ${legColumns("inserted")}, status, payload_hash as "payloadHash", false as deduplicated,
      coalesce(not_before <= clock_timestamp() + make_interval(secs => ${row.heldBackBeyondSeconds}), true)
        as "publishNow"
    from inserted
    union all
    select ${legColumns("j")}, status, payload_hash, true, false
    from job_executions j
    where job_type = ${row.job.type}
      and coalesce(organization_id, 0) = coalesce(${row.actor.organizationId}::bigint, 0)
      and idempotency_key = ${row.idempotencyKey}
      and not exists (select from inserted)`;
}
