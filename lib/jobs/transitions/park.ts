import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { KnownType } from "@/lib/jobs/deploys/known-types";
import { type Leg, leg, legJson } from "./leg";
import type { Seen } from "./move-unheld";
import { newMessage, parkedFor } from "./new-leg";

/**
 * pending, retrying → pending without a message: its type is paused. False: it is not, or somebody was faster.
 * The pause is locked, so that a resume either comes first or finds this row.
 */
export async function park(executor: Executor, { jobId, leg: number }: Seen): Promise<boolean> {
  const rows = await query(
    executor,
    z.object({ jobId: z.uuid() }),
    sql`
      with pause as (
        select job_type from job_pauses
        where job_type = (select job_type from job_executions where job_id = ${jobId}::uuid)
        for share
      )
      update job_executions j
      set ${parkedFor(sql`'paused'`)}
      from pause
      where j.job_id = ${jobId}::uuid and j.leg = ${number} and j.status in ('pending', 'retrying')
        and j.job_type = pause.job_type
      returning j.job_id as "jobId"`,
  );
  return rows.length > 0;
}

/** Why a row waits for another deploy: this one has no such type, or an older payload of it. */
export type NotHere = "unknown-type" | "newer-payload";

/**
 * pending, retrying → pending without a message, until a deploy comes that can run it. False: it does not stand at
 * this leg, is of another type, or belongs to another endpoint than `endpoint`; or somebody was faster.
 */
export async function parkForDeploy(
  executor: Executor,
  { jobId, type, leg: number }: Seen & { type: string },
  reason: NotHere,
  endpoint: string | null = null,
): Promise<boolean> {
  const rows = await query(
    executor,
    z.object({ jobId: z.uuid() }),
    sql`
      update job_executions
      set ${parkedFor(sql`${reason}::text`)}
      where job_id = ${jobId}::uuid and job_type = ${type} and leg = ${number} and status in ('pending', 'retrying')
        and (${endpoint}::text is null or endpoint = ${endpoint}::text)
      returning job_id as "jobId"`,
  );
  return rows.length > 0;
}

/**
 * Lets rows go on that waited for a deploy that can run them, up to `limit`, at the endpoint where it does; the caller
 * publishes them. Those of a type that is paused by now stay.
 */
export async function unparkKnown(
  executor: Executor,
  known: readonly KnownType[],
  limit: number,
): Promise<Leg[]> {
  if (known.length === 0) return [];
  const rows = await query(
    executor,
    z.object({ leg }),
    sql`
      with found as (
        select parked.job_id, known.endpoint
        from jsonb_to_recordset(${JSON.stringify(known)}::jsonb)
          as known ("type" text, "payloadVersion" int, "endpoint" text)
        join job_executions parked
          on parked.job_type = known."type" and parked.payload_version <= known."payloadVersion"
        where ${isForDeploy}
          and not exists (select from job_pauses where job_type = parked.job_type)
        limit ${limit}
        for update of parked skip locked
      ),
      moved as (
        update job_executions j
        set parked_reason = null, endpoint = found.endpoint,
          ${newMessage(sql`coalesce(j.next_attempt_at, j.not_before)`)}, updated_at = clock_timestamp()
        from found
        where j.job_id = found.job_id
        returning j.*
      )
      select ${legJson("moved")} as leg from moved`,
  );
  return rows.map((row) => row.leg);
}

const waiting = z.object({
  type: z.string(),
  reason: z.string(),
  payloadVersion: z.number(),
  jobs: z.number(),
});

/** Which types wait for a deploy that can run them, and how many of their jobs, up to `limit` in all. */
export function countForDeploy(executor: Executor, limit: number): Promise<z.output<typeof waiting>[]> {
  return query(
    executor,
    waiting,
    sql`
      select job_type as type, parked_reason as reason, payload_version as "payloadVersion", count(*)::int as jobs
      from (select * from job_executions parked where ${isForDeploy} limit ${limit}) as parked
      group by 1, 2, 3
      order by 1, 3`,
  );
}

/** As the partial index says it. */
const isForDeploy = sql`(
  parked.parked_reason in ('unknown-type', 'newer-payload') and parked.status = 'pending'
)`;

/**
 * Lets parked rows of types that are not paused any more go on, or of one such type, up to `limit`; the caller
 * publishes them.
 */
export async function unpark(executor: Executor, limit: number, type: string | null = null): Promise<Leg[]> {
  const rows = await query(
    executor,
    z.object({ leg }),
    sql`
      with found as (
        select job_id from job_executions parked
        where parked_reason = 'paused' and status = 'pending'
          and not exists (select from job_pauses where job_type = parked.job_type)
          and (${type}::text is null or job_type = ${type}::text)
        order by job_id
        limit ${limit}
        for update skip locked
      ),
      moved as (
        update job_executions j
        set parked_reason = null, ${newMessage(sql`coalesce(j.next_attempt_at, j.not_before)`)},
          updated_at = clock_timestamp()
        from found
        where j.job_id = found.job_id
        returning j.*
      )
      select ${legJson("moved")} as leg from moved`,
  );
  return rows.map((row) => row.leg);
}
