import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { ErrorDescription } from "@/lib/jobs/describe-error";
import { isTerminal, type Outcome, STATUSES } from "@/lib/jobs/lifecycle";
import { isBatchCancelled } from "./batch-cancelled";
import {
  type Consequences,
  consequences,
  consequencesJson,
  consequencesOf,
  noConsequencesJson,
} from "./consequences";
import type { Progress } from "./heartbeat";
import { leftBehindJson } from "./left-behind";
import { leg, legJson } from "./leg";
import { type LogLine, logged } from "./logs";
import type { NewExecution } from "./new-execution";
import { standing } from "./standing";

/** What every settlement carries: the run it ends and what its attempt row keeps. */
export type Settlement = {
  run: {
    jobId: string;
    run: number;
    /** As it was claimed; they stay so while it holds the row. */
    leg: number;
    attempt: number;
    /** In no batch and without follow-ups, as its claim said: the statement leaves out what only others need. */
    isPlain?: boolean;
    /** As its claim said. */
    waitedMs?: number;
  };
  progress: Progress | null;
  error: ErrorDescription | null;
  messageId: string | null;
  appVersion: string | null;
  logs?: readonly LogLine[];
  /** What the handler enqueued; inserted with the settlement. */
  followUps?: readonly NewExecution[];
};

/** The row after a settlement, and what else that brought about. */
export type Settled = Omit<z.output<typeof settled>, "consequences"> & Consequences;

const settled = z.object({
  jobId: z.uuid(),
  status: z.enum(STATUSES),
  ranMs: z.number(),
  /** It was asked to stop meanwhile, or its batch was: if it is open still, whoever settled it cancels it. */
  isCancelRequested: z.boolean(),
  /** The leg on which it goes on; null when it has ended. */
  next: leg.nullable(),
  consequences,
});

/**
 * Ends a run: the transition in `set`, guarded by `run`, the run's attempt row, its follow-ups and the count of
 * its batch, in one statement. Null: the row no longer belongs to this run, and nothing was changed.
 */
export async function settleRun(
  executor: Executor,
  outcome: Outcome,
  settlement: Settlement,
  set: SQL,
): Promise<Settled | null> {
  const [found] = await query(executor, settled, statement(outcome, settlement, set));
  return found === undefined ? null : flat(found);
}

/**
 * The row as this run left it, with what is left to do after it, when its settlement was committed and only the answer
 * was lost; else null.
 */
export async function findSettled(
  executor: Executor,
  run: { jobId: string; run: number },
  outcome: Outcome,
): Promise<Settled | null> {
  const [found] = await query(
    executor,
    settled,
    sql`
      select j.job_id as "jobId", j.status, ${leftBehindJson()} as consequences,
        ${isCancelRequested("j", false)} as "isCancelRequested", ${nextOf(outcome, "j")} as next,
        round(extract(epoch from ended.finished_at - ended.started_at) * 1000)::int as "ranMs"
      from job_executions j join job_attempts ended using (job_id)
      where j.job_id = ${run.jobId}::uuid and ended.run = ${run.run} and ended.outcome = ${outcome}::job_outcome`,
  );
  return found === undefined ? null : flat(found);
}

function flat({ consequences: others, ...rest }: z.output<typeof settled>): Settled {
  return { ...rest, ...others };
}

function nextOf(outcome: Outcome, alias: "j" | "moved"): SQL {
  return isTerminalOutcome(outcome) ? sql`null` : legJson(alias);
}

/** Of a row in no batch only its own request counts. */
function isCancelRequested(alias: "j" | "moved", isPlain: boolean): SQL {
  const table = sql.raw(alias);
  const own = sql`${table}.cancel_requested_at is not null`;
  if (isPlain) return own;
  return sql`(${own} or ${isBatchCancelled(alias)})`;
}

function statement(outcome: Outcome, settlement: Settlement, set: SQL): SQL {
  const { run, progress, logs = [], followUps = [] } = settlement;
  const isPlain = run.isPlain === true && followUps.length === 0;
  const changes = sql`${set},
    progress_done = coalesce(${progress?.done ?? null}::bigint, progress_done),
    progress_total = coalesce(${progress?.total ?? null}::bigint, progress_total),
    progress_message = coalesce(${progress?.message ?? null}::text, progress_message),
    claim_id = null, lease_until = null, rescues = 0, lost_in_a_row = 0, updated_at = clock_timestamp()`;
  const moved = isPlain ? plainMove(run, outcome, changes) : countedMove(run, outcome, changes);
  const rest = isPlain ? sql`` : sql`, ${consequencesOf(sql`${JSON.stringify(followUps)}::jsonb`, standing)}`;
  return sql`
    with ${moved},
    noted as (${attempt(outcome, settlement)})
    ${logs.length === 0 ? sql`` : sql`, logged as (${logged(logs, sql`moved`)})`}
    ${rest}
    select job_id as "jobId", status, ${isCancelRequested("moved", isPlain)} as "isCancelRequested",
      round(extract(epoch from clock_timestamp() - run_started_at) * 1000)::int as "ranMs",
      ${nextOf(outcome, "moved")} as next,
      ${isPlain ? noConsequencesJson : consequencesJson()} as consequences
    from moved`;
}

/** Hands on no more than is read: a whole row costs Postgres as much again. */
function plainMove({ jobId, run }: Settlement["run"], outcome: Outcome, changes: SQL): SQL {
  const read = sql`job_id, run, run_started_at, status, cancel_requested_at`;
  return sql`moved as (
    update job_executions
    set ${changes}
    where job_id = ${jobId}::uuid and run = ${run} and status = 'processing'
    returning ${isTerminalOutcome(outcome) ? read : sql`*`}
  )`;
}

/** Locks the row first, to tell whether its end was counted before. */
function countedMove({ jobId, run }: Settlement["run"], outcome: Outcome, changes: SQL): SQL {
  const ends = sql`${isTerminalOutcome(outcome)}::boolean`;
  return sql`
    found as (
      select job_id as found_id, batch_id is not null and not batch_counted and ${ends} as counts
      from job_executions
      where job_id = ${jobId}::uuid and run = ${run} and status = 'processing'
      for update
    ),
    moved as (
      update job_executions
      set ${changes}, batch_counted = batch_counted or counts
      from found
      where job_id = found_id
      returning job_executions.*, counts, null::uuid as flags
    )`;
}

function isTerminalOutcome(outcome: Outcome): boolean {
  return STATUSES.some((status) => status === outcome && isTerminal(status));
}

function attempt(outcome: Outcome, { error, messageId, appVersion, run }: Settlement): SQL {
  return sql`
    insert into job_attempts (
      job_id, run, leg, attempt, outcome, started_at, finished_at,
      error_name, error_message, error_code, error_stack, http_status, message_id, app_version,
      error_fingerprint, waited_ms
    )
    select job_id, run, ${run.leg}::int, ${run.attempt}::int, ${outcome}::job_outcome, run_started_at,
      clock_timestamp(),
      ${error?.name ?? null}::text, ${error?.message ?? null}::text, ${error?.code ?? null}::text,
      ${error?.stack ?? null}::text, ${error?.httpStatus ?? null}::int, ${messageId}::text, ${appVersion}::text,
      ${error?.fingerprint ?? null}::text, ${run.waitedMs ?? null}::bigint
    from moved
    on conflict do nothing`;
}
