import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, query } from "@/lib/db/database";
import { OPEN_STATES } from "./names";

/** Time between two samples, in seconds: however many processes make passes, one of them samples a minute. */
const EVERY_SECONDS = 50;

/** Open jobs of each kind that one sample reads: a depth beyond it is "at least". */
const DEPTH_MAX = 100_000;

/**
 * Notes how many jobs of each type are open and how long the first has been ready, at most once a minute. Reads open
 * jobs by their partial indexes, never finished ones.
 *
 * @returns whether this was the pass that sampled.
 */
export function sampleDepths(db: Database, { everySeconds = EVERY_SECONDS } = {}): Promise<boolean> {
  return db.transaction(async (tx) => {
    const turn = await query(
      tx,
      z.object({ only: z.boolean() }),
      sql`update job_metrics_state set sampled_at = clock_timestamp()
        where "only" in (
          select "only" from job_metrics_state
          where sampled_at is null or sampled_at <= clock_timestamp() - make_interval(secs => ${everySeconds}::float8)
          for update skip locked
        )
        returning "only"`,
    );
    if (turn.length === 0) return false;
    await tx.execute(sampleStatement());
    return true;
  });
}

const due = sql`coalesce(next_attempt_at, not_before, created_at)`;

/** Types that have none open get a row of zeros: nothing is not the same as not known. */
export function sampleStatement(): SQL {
  return sql`
    with moment as materialized (select clock_timestamp() as at),
    found as (
      ${some(sql`job_type, 'processing' as state, null::timestamptz as due`, sql`status = 'processing'`)}
      union all
      ${some(sql`job_type, 'waiting', null`, sql`waits_for is not null and status = 'waiting'`)}
      union all
      ${some(sql`job_type, 'parked', null`, sql`parked_reason is not null and status = 'pending'`)}
      union all
      ${some(
        sql`job_type, ${stateOf()}, ${due}`,
        sql`published_at is not null and parked_reason is null and status in ('pending', 'retrying')`,
        sql`order by ${due}`,
      )}
      union all
      ${some(
        sql`job_type, ${stateOf()}, ${due}`,
        sql`published_at is null and parked_reason is null and status in ('pending', 'retrying')`,
        sql`order by publish_claimed_until`,
      )}
    ),
    depths as (
      select job_type, ${counts()},
        coalesce(extract(epoch from (select at from moment) - min(due) filter (where state = 'ready')), 0)::float8
          as oldest_wait_seconds
      from found
      group by job_type
    ),
    spans as (
      select span, date_trunc(span::text, at, 'UTC') as bucket
      from moment, (values ('minute'::job_metric_span), ('hour')) as spans (span)
    )
    insert into job_queue_depths (span, bucket, job_type, ${listed()}, oldest_wait_seconds)
    select span, bucket, job_type, ${sql.raw(OPEN_STATES.map((state) => `coalesce(${state}, 0)`).join(", "))},
      coalesce(oldest_wait_seconds, 0)
    from spans cross join (
      select job_type from job_metrics where span = 'total' and job_type <> ''
      union select job_type from depths
    ) as types left join depths using (job_type)
    on conflict (span, bucket, job_type) do update set ${latestOrMost()}`;
}

function some(columns: SQL, condition: SQL, order: SQL = sql``): SQL {
  return sql`(select ${columns} from job_executions where ${condition} ${order} limit ${DEPTH_MAX})`;
}

function stateOf(): SQL {
  return sql`case when ${due} <= (select at from moment) then 'ready'
    when status = 'retrying' then 'retrying' else 'scheduled' end`;
}

function counts(): SQL {
  return sql.raw(
    OPEN_STATES.map((state) => `count(*) filter (where state = '${state}')::int as ${state}`).join(", "),
  );
}

function listed(): SQL {
  return sql.raw(OPEN_STATES.join(", "));
}

function latestOrMost(): SQL {
  return sql.raw(
    [...OPEN_STATES, "oldest_wait_seconds"]
      .map(
        (name) =>
          `${name} = case when excluded.span = 'minute' then excluded.${name}
            else greatest(job_queue_depths.${name}, excluded.${name}) end`,
      )
      .join(", "),
  );
}
