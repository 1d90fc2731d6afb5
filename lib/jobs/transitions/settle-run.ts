import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { ErrorDescription } from "@/lib/jobs/describe-error";
import type { Outcome } from "@/lib/jobs/lifecycle";
import type { Progress } from "./heartbeat";
import { leg, legColumns } from "./leg";

/** What every settlement carries: the run it ends and what its attempt row keeps. */
export type Settlement = {
  run: { jobId: string; run: number };
  progress: Progress | null;
  error: ErrorDescription | null;
  messageId: string | null;
  appVersion: string | null;
};

/** The row after a settlement. */
export type Settled = z.output<typeof settled>;

const settled = leg.extend({ ranMs: z.number() });

/**
 * Ends a run: the transition in `set`, guarded by `run`, and the run's attempt row, in one statement.
 * Null: the row no longer belongs to this run, and nothing was changed.
 */
export async function settleRun(
  executor: Executor,
  outcome: Outcome,
  settlement: Settlement,
  set: SQL,
): Promise<Settled | null> {
  const [row] = await query(executor, settled, statement(outcome, settlement, set));
  return row ?? null;
}

/** The row as this run left it, when its settlement was committed and only the answer was lost; else null. */
export async function findSettled(
  executor: Executor,
  run: { jobId: string; run: number },
  outcome: Outcome,
): Promise<Settled | null> {
  const [row] = await query(
    executor,
    settled,
    sql`
      select ${legColumns("j")},
        round(extract(epoch from ended.finished_at - ended.started_at) * 1000)::int as "ranMs"
      from job_executions j join job_attempts ended using (job_id)
      where j.job_id = ${run.jobId}::uuid and ended.run = ${run.run} and ended.outcome = ${outcome}::job_outcome`,
  );
  return row ?? null;
}

function statement(outcome: Outcome, { run, progress, error, messageId, appVersion }: Settlement, set: SQL) {
  return sql`
    with moved as (
      update job_executions
      set ${set},
        progress_done = coalesce(${progress?.done ?? null}::bigint, progress_done),
        progress_total = coalesce(${progress?.total ?? null}::bigint, progress_total),
        progress_message = coalesce(${progress?.message ?? null}::text, progress_message),
        claim_id = null, lease_until = null, rescues = 0, lost_in_a_row = 0, updated_at = clock_timestamp()
      where job_id = ${run.jobId}::uuid and run = ${run.run} and status = 'processing'
      returning *
    ),
    noted as (
      insert into job_attempts (
        job_id, run, leg, attempt, outcome, started_at, finished_at,
        error_name, error_message, error_code, error_stack, http_status, message_id, app_version
      )
      select j.job_id, j.run, j.leg, j.attempt, ${outcome}::job_outcome, j.run_started_at, clock_timestamp(),
        ${error?.name ?? null}::text, ${error?.message ?? null}::text, ${error?.code ?? null}::text,
        ${error?.stack ?? null}::text, ${error?.httpStatus ?? null}::int, ${messageId}::text, ${appVersion}::text
      from job_executions j join moved using (job_id)
      on conflict do nothing
    )
    select ${legColumns("moved")},
      round(extract(epoch from clock_timestamp() - run_started_at) * 1000)::int as "ranMs"
    from moved`;
}
