import { type SQL, sql } from "drizzle-orm";
import { legJson } from "./leg";

/**
 * The `Consequences` of a settlement whose answer was lost, as JSON, for its row under the alias `j`: what was to be
 * published and cancelled after it and is not yet. Children and follow-ups name the job as their parent; a job that was
 * woken, or follows a batch, names the batch. Another may publish one of them meanwhile: QStash takes both for one
 * message.
 */
export function leftBehindJson(): SQL {
  return sql`json_build_object(
    'legs', (
      select coalesce(json_agg(leg), '[]') from (
        select ${legJson("followed")} as leg from job_executions followed
        where followed.parent_job_id = j.job_id and ${isUnpublished("followed")}
        union all
        select ${legJson("woken")} from job_executions woken
        where woken.waits_for = j.batch_id and woken.job_id <> j.job_id and ${isUnpublished("woken")}
      ) as left_behind
    ),
    'flaggedBatches', (
      select coalesce(json_agg(b.batch_id), '[]') from job_batches b
      where b.batch_id = j.batch_id and b.cancel_requested_at is not null and b.closed_at is null
    )
  )`;
}

function isUnpublished(alias: "followed" | "woken"): SQL {
  const row = sql.raw(alias);
  return sql`${row}.published_at is null and ${row}.parked_reason is null and ${row}.status in ('pending', 'retrying')`;
}
