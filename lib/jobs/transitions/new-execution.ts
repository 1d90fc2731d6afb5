import { type SQL, sql } from "drizzle-orm";
import type { FlowControl } from "@/lib/jobs/definition/flow-control";
import type { OpenMax } from "@/lib/jobs/definition/open-jobs";
import type { OTHER_HASHES } from "@/lib/jobs/sealing/seal";
import { publishClaim } from "./new-leg";

/** An execution about to be inserted, as plain JSON: rows and batches keep some for later. */
export type NewExecution = {
  /** Null: the statement that inserts it makes one. */
  jobId: string | null;
  type: string;
  endpoint: string;
  payload: unknown;
  payloadHash: string;
  /** Of the same payload by other keys: not written. */
  [OTHER_HASHES]?: readonly string[];
  payloadVersion: number;
  maxRetries: number;
  maxContinuations: number;
  timeoutSeconds: number;
  backoffSeconds: readonly number[];
  backoffJitter: number;
  erasePayloadAfterSeconds: number | null;
  priority: number;
  flowControl: FlowControl | null;
  /** Of rows with the same key no more than so many run at once. */
  concurrencyKey: string | null;
  concurrencyLimit: number | null;
  /** Caps that its organization has; a row with any is counted among its open jobs. */
  openMax: OpenMax | null;
  userId: number | null;
  organizationId: number | null;
  idempotencyKey: string | null;
  debounceKey: string | null;
  /** Not kept: who debounces says it each time. */
  debounceMaxWaitSeconds: number | null;
  /** Earliest start: seconds from the insert by the database's clock, or a moment. */
  delaySeconds: number | null;
  notBefore: string | null;
  deadline: string | null;
  followUps: readonly FollowUpExecution[] | null;
  batchId: string | null;
  parentJobId: string | null;
  replayedFrom: string | null;
  /** The batch whose children it may read, as the job that waited for them could. */
  waitsFor: string | null;
  /** The span in which it was enqueued, as a W3C `traceparent`. */
  traceParent: string | null;
};

/** Inserted with the end of the job that carries it: `failure` is failed or timeout, never cancelled. */
export type FollowUpExecution = NewExecution & { on: "success" | "failure" };

/** The fields of a `NewExecution` that make a row, and their types. */
const COLUMNS = Object.entries({
  jobId: "uuid",
  type: "text",
  endpoint: "text",
  payload: "jsonb",
  payloadHash: "text",
  payloadVersion: "int",
  maxRetries: "int",
  maxContinuations: "int",
  timeoutSeconds: "int",
  backoffSeconds: "int[]",
  backoffJitter: "real",
  erasePayloadAfterSeconds: "int",
  priority: "smallint",
  flowControl: "jsonb",
  openMax: "jsonb",
  concurrencyKey: "text",
  concurrencyLimit: "smallint",
  userId: "bigint",
  organizationId: "bigint",
  idempotencyKey: "text",
  debounceKey: "text",
  delaySeconds: "float8",
  notBefore: "timestamptz",
  deadline: "timestamptz",
  followUps: "jsonb",
  batchId: "uuid",
  parentJobId: "uuid",
  replayedFrom: "uuid",
  waitsFor: "uuid",
  traceParent: "text",
} satisfies Record<Exclude<Extract<keyof NewExecution, string>, "debounceMaxWaitSeconds">, string>);

/** These fields as a column definition list, for `jsonb_to_record` and `jsonb_to_recordset`. */
export const NEW_EXECUTION = sql.raw(`(${COLUMNS.map(([name, type]) => `"${name}" ${type}`).join()})`);

/** One execution as a query with these columns: Postgres takes values sooner than JSON that it must take apart. */
export function recordOf(row: NewExecution): SQL {
  const fields = new Map<string, unknown>(Object.entries(row));
  const given = COLUMNS.map(([name, type]) => parameter(fields.get(name) ?? null, type));
  return sql(templateFor(given), ...given.filter((value) => value !== null));
}

const templates = new Map<string, TemplateStringsArray>();

/** What stands between the values that are not null. Kept, since each of many small parts costs time. */
function templateFor(given: readonly unknown[]): TemplateStringsArray {
  const shape = given.map((value) => (value === null ? "0" : "1")).join("");
  const template = templates.get(shape) ?? makeTemplate(given);
  templates.set(shape, template);
  return template;
}

function makeTemplate(given: readonly unknown[]): TemplateStringsArray {
  const columns = COLUMNS.map(([name, type], at) =>
    given[at] === null ? `null::${type} as "${name}"` : `\0::${type} as "${name}"`,
  );
  const strings = `select ${columns.join()}`.split("\0");
  return Object.assign(strings, { raw: strings });
}

/** In a form that every driver sends as it is. */
function parameter(value: unknown, type: string): unknown {
  if (value === null) return null;
  if (type === "jsonb") return JSON.stringify(value);
  return Array.isArray(value) ? `{${value.join()}}` : value;
}

/**
 * The one INSERT of executions, as the beginning of a statement. `source` is a FROM item with the columns of
 * `NEW_EXECUTION` under the alias `r`; `parent` may name the parent where the record does not, and `tick` the schedule
 * and its moment where one starts it.
 */
export function insertExecutionsFrom(
  source: SQL,
  parent: SQL = sql`null::uuid`,
  tick: { scheduleId: SQL; at: SQL } = NO_TICK,
): SQL {
  return sql`
    insert into job_executions (
      job_id, job_type, status, payload, payload_hash, endpoint, max_retries, max_continuations,
      payload_version,
      timeout_seconds, backoff_seconds, backoff_jitter, erase_payload_after_seconds, priority, flow_control, counts_as_open,
      concurrency_key, concurrency_limit, user_id,
      organization_id, idempotency_key, debounce_key, not_before, deadline_at, follow_ups, batch_id,
      parent_job_id, replayed_from, waits_for, trace_parent, publish_claimed_until,
      schedule_id, scheduled_for
    )
    select
      coalesce(r."jobId", job_new_id()), r."type", 'pending', r."payload", r."payloadHash", r."endpoint",
      r."maxRetries", r."maxContinuations",
      -- Follow-ups that an older deploy has planned say nothing about it.
      coalesce(r."payloadVersion", 1),
      r."timeoutSeconds", r."backoffSeconds", r."backoffJitter",
      r."erasePayloadAfterSeconds", r."priority", r."flowControl", r."openMax" is not null,
      r."concurrencyKey", r."concurrencyLimit", r."userId", r."organizationId", r."idempotencyKey",
      r."debounceKey", due.not_before, r."deadline", r."followUps", r."batchId",
      coalesce(r."parentJobId", ${parent}), r."replayedFrom", r."waitsFor", r."traceParent",
      ${publishClaim(sql`due.not_before`)},
      ${tick.scheduleId}, ${tick.at}
    from ${source}
    cross join lateral (
      select case when r."delaySeconds" is null then r."notBefore"
        else clock_timestamp() + make_interval(secs => r."delaySeconds") end as not_before
    ) as due`;
}

const NO_TICK = { scheduleId: sql`null::text`, at: sql`null::timestamptz` };
