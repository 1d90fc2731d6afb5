import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { RowKey } from "@/lib/jobs/definition/concurrency-key";
import { activeTraceParent } from "@/lib/jobs/tracing/trace-parent";
import { audited, type By } from "./audit";
import { uuids } from "./ids";
import { type Leg, leg, legJson } from "./leg";
import { insertExecutionsFrom } from "./new-execution";

/** The message of a new job, and the job that it is a replay of. */
export type Replay = { leg: Leg; of: string };

/** What a replay has instead of its original's; its key only where the definition makes one of the payload. */
export type Edited = { payload: unknown; payloadHash: string; payloadVersion: number; key: RowKey | null };

/**
 * – → pending: new jobs like these ones that have ended, each linked to its original and with its whole policy, its
 * owner, its tick and its follow-ups; outside of any batch. A deadline lies as far ahead as it did. Jobs that are open, gone or
 * without their payload are left out, and with an operation's id those that it has replayed before.
 */
export async function replay(
  executor: Executor,
  jobIds: readonly string[],
  by: By,
  edited: Edited | null = null,
): Promise<Replay[]> {
  if (jobIds.length === 0) return [];
  const payload = edited === null ? sql`o.payload` : sql`${JSON.stringify(edited.payload)}::jsonb`;
  return query(
    executor,
    z.object({ leg, of: z.uuid() }),
    sql`
      with inserted as (
        ${insertExecutionsFrom(
          sql`(
          select null::uuid as "jobId", o.job_type as "type", o.endpoint, ${payload} as payload,
            coalesce(${edited?.payloadHash ?? null}::text, o.payload_hash) as "payloadHash",
            coalesce(${edited?.payloadVersion ?? null}::int, o.payload_version) as "payloadVersion",
            o.max_retries as "maxRetries", o.max_continuations as "maxContinuations",
            o.timeout_seconds as "timeoutSeconds", o.backoff_seconds as "backoffSeconds",
            o.backoff_jitter as "backoffJitter", o.erase_payload_after_seconds as "erasePayloadAfterSeconds",
            o.priority, o.flow_control as "flowControl",
            ${keyColumns(edited)},
            case when o.counts_as_open then '{}'::jsonb end as "openMax", o.user_id as "userId", o.organization_id as "organizationId",
            case when ${by.operationId ?? null}::text is not null
              then concat('replay:', ${by.operationId ?? null}::text, ':', o.job_id) end as "idempotencyKey",
            null::text as "debounceKey", null::float8 as "delaySeconds", null::timestamptz as "notBefore",
            clock_timestamp() + (o.deadline_at - o.created_at) as deadline, o.follow_ups as "followUps",
            null::uuid as "batchId", null::uuid as "parentJobId", o.job_id as "replayedFrom",
            null::uuid as "waitsFor", ${activeTraceParent()}::text as "traceParent",
            o.schedule_id, o.scheduled_for
          from job_executions o
          where o.job_id in (${uuids(jobIds)}) and o.completed_at is not null and (o.payload_erased_at is null or ${edited !== null}::boolean)
          order by o.job_id
        ) as r`,
          undefined,
          { scheduleId: sql`r.schedule_id`, at: sql`r.scheduled_for` },
        )}
        on conflict do nothing
        returning *
      ),
      audited as (
        ${audited(
          "replay",
          by,
          sql`inserted`,
          sql`jsonb_build_object(
          'from', replayed_from, 'isEdited', ${edited !== null}::boolean)`,
        )}
      )
      select ${legJson("inserted")} as leg, replayed_from as of from inserted`,
  );
}

function keyColumns(edited: Edited | null): SQL {
  if (!edited?.key)
    return sql`o.concurrency_key as "concurrencyKey", o.concurrency_limit as "concurrencyLimit"`;
  const { concurrencyKey, concurrencyLimit } = edited.key;
  return sql`${concurrencyKey}::text as "concurrencyKey", ${concurrencyLimit}::smallint as "concurrencyLimit"`;
}
