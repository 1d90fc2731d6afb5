import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { OpenMax } from "@/lib/jobs/definition/open-jobs";
import { foreignOwner } from "@/lib/jobs/install/owner";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { dueInSeconds, firstLeg, leg, legJson } from "./leg";
import { insertExecutionsFrom, NEW_EXECUTION, type NewExecution, recordOf } from "./new-execution";
import { newMessage } from "./new-leg";
import { openRoom, REFUSED, WHERE_THERE_IS_ROOM } from "./open-room";

/** The row that stands: the new one with its first leg, or the earlier one that has the key. */
export type Enqueued = z.output<typeof enqueued>;

const enqueued = z.object({
  /** The id under which the insert was asked for. */
  askedId: z.uuid(),
  jobId: z.uuid(),
  status: z.enum(STATUSES),
  payloadHash: z.string(),
  payloadVersion: z.number(),
  deduplicated: z.boolean(),
  /** What to publish; null when an earlier row stands. */
  leg: leg.nullable(),
  /** The cap on open jobs because of which nothing was inserted; none otherwise. */
  fullOf: z.enum(["type", "organization"]).nullish(),
});

/**
 * – → pending, for any number of executions in one statement. With an idempotency key that is taken, inserts
 * nothing and answers with the row that has it; leaves out the rare one whose key was taken by a transaction that
 * had not committed when the statement began: ask again.
 *
 * With `max` all rows are of one job and organization, and inserted only where they fit below its caps.
 */
export function insertExecutions(
  executor: Executor,
  rows: readonly NewExecution[],
  max: OpenMax | null = null,
): Promise<Enqueued[]> {
  const [first, ...others] = rows;
  const isKeyed = max !== null || rows.some(({ idempotencyKey }) => idempotencyKey !== null);
  if (isKeyed) return query(executor, enqueued, keyedStatement(rows, max));
  if (first !== undefined && isNamed(first) && others.length === 0) return insertPlain(executor, first);
  return query(executor, enqueued, plainStatement(rows));
}

type Named = NewExecution & { jobId: string };

function isNamed(row: NewExecution): row is Named {
  return row.jobId !== null;
}

const plain = leg.pick({ dueInSeconds: true, foreignOwner: true });

/** The one that requests wait for: asks Postgres for nothing that is known here. */
async function insertPlain(executor: Executor, row: Named): Promise<Enqueued[]> {
  const [inserted] = await query(
    executor,
    plain,
    sql`
      ${insertExecutionsFrom(sql`(${recordOf(row)}) as r`)}
      on conflict do nothing
      returning ${dueInSeconds("job_executions")}::int as "dueInSeconds", ${foreignOwner()} as "foreignOwner"`,
  );
  if (inserted === undefined) return [];
  const { jobId, payloadHash, payloadVersion } = row;
  const status = "pending";
  const deduplicated = false;
  return [
    {
      askedId: jobId,
      jobId,
      status,
      payloadHash,
      payloadVersion,
      deduplicated,
      leg: firstLeg(row, inserted),
    },
  ];
}

/** Without keys there is no earlier row to find. */
function plainStatement(rows: readonly NewExecution[]): SQL {
  return sql`
    ${insertExecutionsFrom(sql`(${input(rows)}) as r`)}
    on conflict do nothing
    returning job_id as "askedId", job_id as "jobId", status, payload_hash as "payloadHash",
      payload_version as "payloadVersion", false as deduplicated, ${legJson("job_executions")} as leg`;
}

function keyedStatement(rows: readonly NewExecution[], max: OpenMax | null): SQL {
  const [first] = rows;
  const isCapped = max !== null && first !== undefined;
  return sql`
    with input as materialized (${input(rows)}),
    ${isCapped ? sql`${openRoom(first, max)},` : sql``}
    inserted as (
      ${insertExecutionsFrom(isCapped ? WHERE_THERE_IS_ROOM : sql`input as r`)} on conflict do nothing returning *
    )
    ${isCapped ? sql`${REFUSED} union all` : sql``}
    select r."jobId" as "askedId", r."jobId" as "jobId", status, payload_hash as "payloadHash",
      payload_version as "payloadVersion", false as deduplicated, ${legJson("inserted")} as leg,
      null::text as "fullOf"
    from inserted join input r on r."jobId" = inserted.job_id
    union all
    select r."jobId", j.job_id, j.status, j.payload_hash, j.payload_version, true, null, null
    from input r join lateral (
      -- Of this statement too: two rows of one call may share a key.
      select job_id, status, payload_hash, payload_version from inserted
      where job_type = r."type" and idempotency_key = r."idempotencyKey"
        and coalesce(organization_id, 0) = coalesce(r."organizationId", 0)
      union all
      select job_id, status, payload_hash, payload_version from job_executions
      where job_type = r."type" and idempotency_key = r."idempotencyKey"
        and coalesce(organization_id, 0) = coalesce(r."organizationId", 0)
    ) as j on j.job_id <> r."jobId"
    where r."idempotencyKey" is not null
      and not exists (select from inserted where inserted.job_id = r."jobId")
      ${isCapped ? sql`and (select full_of from room) is null` : sql``}`;
}

/**
 * – → pending; or, where a job of the same debounce key is pending and never ran, that job with this payload,
 * time and deadline, on a new leg. A claim that comes first wins: then this is a new job.
 */
export function insertDebounced(
  executor: Executor,
  row: NewExecution,
  max: OpenMax | null = null,
): Promise<Enqueued[]> {
  const due = notBeforeOf(row);
  return query(
    executor,
    enqueued,
    sql`
      with input as materialized (${input([row])}),
      ${max === null ? sql`` : sql`${openRoom(row, max)},`}
      inserted as (
        ${insertExecutionsFrom(max === null ? sql`input as r` : WHERE_THERE_IS_ROOM)}
        on conflict (job_type, coalesce(organization_id, 0), debounce_key)
          where debounce_key is not null and status = 'pending' and run = 0 and revivals = 0
        do update set payload = excluded.payload, payload_hash = excluded.payload_hash,
          payload_version = excluded.payload_version,
          concurrency_key = excluded.concurrency_key, concurrency_limit = excluded.concurrency_limit,
          parked_reason = null, turn_until = null,
          not_before = ${due}, next_attempt_at = null, deadline_at = excluded.deadline_at, rescues = 0,
          leg = job_executions.leg + 1, ${newMessage(due)}, updated_at = clock_timestamp()
        returning *
      )
      ${max === null ? sql`` : sql`${REFUSED} union all`}
      select ${row.jobId}::uuid as "askedId", job_id as "jobId", status, payload_hash as "payloadHash",
        payload_version as "payloadVersion", job_id <> ${row.jobId}::uuid as deduplicated, ${legJson("inserted")} as leg,
        null::text as "fullOf"
      from inserted`,
  );
}

/** What the call asks for; at the latest so long after the first one. A job that may start at once stays so. */
function notBeforeOf({ debounceMaxWaitSeconds: most }: NewExecution): SQL {
  if (most === null) return sql`excluded.not_before`;
  return sql`case when excluded.not_before is not null then
    least(excluded.not_before, job_executions.created_at + make_interval(secs => ${most}::float8)) end`;
}

function input(rows: readonly NewExecution[]): SQL {
  const [row, ...others] = rows;
  if (row !== undefined && others.length === 0) return recordOf(row);
  return sql`select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ${NEW_EXECUTION}`;
}
