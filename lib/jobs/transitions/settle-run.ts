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
export type Settled = z.output<typeof settledRow> & Consequences;

const row = {
  status: z.enum(STATUSES),
  ranMs: z.number(),
  /** It was asked to stop meanwhile, or its batch was: if it is open still, whoever settled it cancels it. */
  isCancelRequested: z.boolean(),
};
const settledRow = leg.extend(row);
const settled = z.object({ leg, ...row, consequences });

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
      select ${legJson("j")} as leg, j.status, ${leftBehindJson()} as consequences,
        ${isCancelRequested("j", false)} as "isCancelRequested",
        round(extract(epoch from ended.finished_at - ended.started_at) * 1000)::int as "ranMs"
      from job_executions j join job_attempts ended using (job_id)
      where j.job_id = ${run.jobId}::uuid and ended.run = ${run.run} and ended.outcome = ${outcome}::job_outcome`,
  );
  return found === undefined ? null : flat(found);
}

function flat({ leg: own, consequences: others, ...rest }: z.output<typeof settled>): Settled {
  return { ...own, ...rest, ...others };
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
  const moved = isPlain ? plainMove(run, changes) : countedMove(run, outcome, changes);
  const rest = isPlain ? sql`` : sql`, ${consequencesOf(sql`${JSON.stringify(followUps)}::jsonb`, standing)}`;
  return sql`
    with ${moved},
    noted as (${attempt(outcome, settlement)})
    ${logs.length === 0 ? sql`` : sql`, logged as (${logged(logs, sql`moved`)})`}
    ${rest}
    select ${legJson("moved")} as leg, status, ${isCancelRequested("moved", isPlain)} as "isCancelRequested",
      round(extract(epoch from clock_timestamp() - run_started_at) * 1000)::int as "ranMs",
      ${isPlain ? noConsequencesJson : consequencesJson()} as consequences
    from moved`;
}

function plainMove({ jobId, run }: Settlement["run"], changes: SQL): SQL {
  return sql`moved as (
    update job_executions
    set ${changes}
    where job_id = ${jobId}::uuid and run = ${run} and status = 'processing'
    returning *
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
  // The row as it was claimed: `moved` may stand at the next leg already.
  return sql`
    insert into job_attempts (
      job_id, run, leg, attempt, outcome, started_at, finished_at,
      error_name, error_message, error_code, error_stack, http_status, message_id, app_version,
      error_fingerprint, waited_ms
    )
    select j.job_id, j.run, j.leg, j.attempt, ${outcome}::job_outcome, j.run_started_at, clock_timestamp(),
      ${error?.name ?? null}::text, ${error?.message ?? null}::text, ${error?.code ?? null}::text,
      ${error?.stack ?? null}::text, ${error?.httpStatus ?? null}::int, ${messageId}::text, ${appVersion}::text,
      ${error?.fingerprint ?? null}::text, ${run.waitedMs ?? null}::bigint
    from job_executions j join moved using (job_id)
    where j.job_id = ${run.jobId}::uuid
    on conflict do nothing`;
}
