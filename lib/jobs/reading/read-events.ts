import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { EVENT_KINDS, type LiveEvent, liveEvent } from "./live-event";

/** Events of one source that one reading has; of more, the earliest. */
const EVENTS_MAX = 1_000;

/** Jobs whose lines of `ctx.log` are read. */
const JOBS_MAX = 200;

export type EventFilter = { types?: readonly string[] | undefined; organizationId?: number | undefined };

/**
 * Events in their order. `readTo`: all that stood in the database was read up to then, by its clock. `isFull`: there is
 * more, from `readTo` on.
 */
export type EventPage = { events: LiveEvent[]; readTo: string; isFull: boolean };

const answer = z.object({ now: z.string(), sources: z.array(z.array(liveEvent)) });

/**
 * What has happened to jobs since a moment, this moment included, from indexes in the order of time: what it costs does
 * not grow with the tables. What a long transaction commits late has an earlier time: read again from a little before.
 *
 * @param since as `readTo` has it, or any ISO 8601; null reads nothing, and only says what time it is.
 */
export async function readEvents(
  executor: Executor,
  since: string | null,
  filter: EventFilter = {},
): Promise<EventPage> {
  const sources = since === null ? [] : EVENT_KINDS.map((kind) => SOURCES[kind](since, isMeant(filter)));
  const lists = sources.map(
    (source) =>
      sql`(select coalesce(json_agg(event order by event ->> 'at'), '[]') from (${source}) as found)`,
  );
  const [found] = await query(
    executor,
    answer,
    sql`select to_json(clock_timestamp()) #>> '{}' as now, json_build_array(${sql.join(lists, sql`, `)}) as sources`,
  );
  if (found === undefined) throw new Error("Postgres answered no events.");
  const lasts = found.sources.flatMap((events) =>
    events.length === EVENTS_MAX ? (events.at(-1)?.at ?? []) : [],
  );
  const [first] = lasts.toSorted();
  const events = found.sources.flat().toSorted((one, other) => (one.at < other.at ? -1 : 1));
  if (first === undefined) return { events, readTo: found.now, isFull: false };
  // Of a source that has more, nothing is known after its last one.
  const known = events.filter(({ at }) => at <= first);
  return { events: known, readTo: after(since, first), isFull: true };
}

/** More of one moment than a page has are left out: else nothing later would ever be read. */
function after(since: string | null, readTo: string): string {
  if (since === null || Date.parse(readTo) > Date.parse(since)) return readTo;
  return new Date(Date.parse(since) + 1).toISOString();
}

function isMeant({ types, organizationId }: EventFilter): SQL {
  return sql.join(
    [
      sql`true`,
      ...(types === undefined
        ? []
        : [sql`j.job_type in (select jsonb_array_elements_text(${JSON.stringify(types)}::jsonb))`]),
      ...(organizationId === undefined ? [] : [sql`j.organization_id = ${organizationId}::bigint`]),
    ],
    sql` and `,
  );
}

const JOB = sql`'jobId', j.job_id, 'type', j.job_type, 'organizationId', j.organization_id`;
const LIMIT = sql.raw(String(EVENTS_MAX));

const ended = (status: string) => (since: string, meant: SQL) =>
  sql`
  select json_build_object('kind', ${sql.raw(`'${status}'`)}, 'at', j.completed_at, ${JOB}, 'run', j.run, 'line', 0,
    'message', j.error, 'code', j.error_code) as event
  from job_executions j
  where j.status = ${sql.raw(`'${status}'`)} and j.completed_at is not null and j.completed_at >= ${since}::timestamptz and ${meant}
  order by j.completed_at limit ${LIMIT}`;

const SOURCES: Record<(typeof EVENT_KINDS)[number], (since: string, meant: SQL) => SQL> = {
  enqueued: (since, meant) => sql`
    select json_build_object('kind', 'enqueued', 'at', j.created_at, ${JOB}, 'run', 0, 'line', 0,
      'message', null, 'code', null) as event
    from job_executions j where j.created_at >= ${since}::timestamptz and ${meant} order by j.created_at limit ${LIMIT}`,
  started: (since, meant) => sql`
    select json_build_object('kind', 'started', 'at', j.run_started_at, ${JOB}, 'run', j.run, 'line', 0,
      'message', null, 'code', null) as event
    from job_executions j
    where j.status = 'processing' and j.run_started_at >= ${since}::timestamptz and ${meant}
    order by j.run_started_at limit ${LIMIT}`,
  log: (since, meant) => sql`
    select json_build_object('kind', 'log', 'at', l.at, ${JOB}, 'run', l.run, 'line', l.line,
      'message', l.message, 'code', null) as event
    from (
      (select job_id from job_executions where status = 'processing' limit ${sql.raw(String(JOBS_MAX))})
      union
      (select job_id from job_attempts where finished_at >= ${since}::timestamptz
        order by finished_at limit ${sql.raw(String(JOBS_MAX))})
    ) as alive
    join job_executions j using (job_id) join job_logs l using (job_id)
    where l.at >= ${since}::timestamptz and ${meant}
    order by l.at limit ${LIMIT}`,
  run: (since, meant) => sql`
    select json_build_object('kind', 'run', 'at', a.finished_at, ${JOB}, 'run', a.run, 'line', 0,
      'message', concat_ws(': ', a.outcome, a.error_message), 'code', a.error_code) as event
    from job_attempts a join job_executions j using (job_id)
    where a.finished_at >= ${since}::timestamptz and a.outcome in ('retry', 'deferred', 'continued', 'waiting', 'lost')
      and ${meant}
    order by a.finished_at limit ${LIMIT}`,
  completed: ended("completed"),
  failed: ended("failed"),
  timeout: ended("timeout"),
  cancelled: ended("cancelled"),
};
