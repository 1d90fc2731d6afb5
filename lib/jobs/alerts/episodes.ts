import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { Episode } from "./judge";

const moment = z.coerce.date();
const episode = z.object({
  id: z.uuid(),
  rule: z.string(),
  subject: z.string(),
  value: z.number(),
  since: moment,
  firedAt: moment.nullable(),
  clearSince: moment.nullable(),
  isTold: z.boolean(),
});

/** The database's time, if it is this pass's turn to apply the rules; nobody else can until its transaction ends. */
export async function takeTurn(executor: Executor, everySeconds: number): Promise<Date | null> {
  const [turn] = await query(
    executor,
    z.object({ at: moment }),
    sql`update job_metrics_state set alerts_at = clock_timestamp()
      where "only" in (
        select "only" from job_metrics_state
        where alerts_at is null or alerts_at <= clock_timestamp() - make_interval(secs => ${everySeconds}::float8)
        for update skip locked
      )
      returning alerts_at as at`,
  );
  return turn?.at ?? null;
}

/** Episodes that are not over. */
export function openEpisodes(executor: Executor): Promise<Episode[]> {
  return query(
    executor,
    episode,
    sql`select id, rule, subject, value, since, fired_at as "firedAt", clear_since as "clearSince", is_told as "isTold"
      from job_alerts where resolved_at is null order by since`,
  );
}

/** Inserts or updates an episode. */
export async function saveEpisode(
  executor: Executor,
  {
    id,
    rule,
    subject,
    value,
    since,
    firedAt,
    clearSince,
    isTold,
    resolvedAt,
  }: Episode & { resolvedAt: Date | null },
): Promise<void> {
  await executor.execute(sql`
    insert into job_alerts (id, rule, subject, value, since, fired_at, clear_since, resolved_at, is_told)
    values (${id}::uuid, ${rule}, ${subject}, ${value}::float8, ${text(since)}::timestamptz,
      ${text(firedAt)}::timestamptz, ${text(clearSince)}::timestamptz, ${text(resolvedAt)}::timestamptz, ${isTold}::boolean)
    on conflict (id) do update set value = excluded.value, fired_at = excluded.fired_at,
      clear_since = excluded.clear_since, resolved_at = excluded.resolved_at, is_told = excluded.is_told`);
}

/** It was above for a moment only. */
export async function dropEpisode(executor: Executor, id: string): Promise<void> {
  await executor.execute(sql`delete from job_alerts where id = ${id}::uuid`);
}

function text(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
