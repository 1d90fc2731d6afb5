import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { foreignOwner } from "@/lib/jobs/install/owner";
import { PUBLISH_CLAIM_SECONDS } from "@/lib/jobs/limits";
import { type Leg, leg, legJson } from "./leg";
import { now } from "./now";

export type PublishedLeg = { jobId: string; leg: number; messageId: string };

/**
 * Notes which legs QStash took, and claims up to `carry` rows that nobody published in time, so that a died
 * request heals with the next one. One statement per batch; a row that moved on keeps its newer leg's fields.
 */
export async function notePublished(
  executor: Executor,
  published: readonly PublishedLeg[],
  carry: number,
): Promise<Leg[]> {
  const noted = sql`
    noted as (
      update job_executions j
      set message_id = taken.message_id, published_at = clock_timestamp(), publish_claimed_until = null,
        updated_at = clock_timestamp()
      from (values ${sql.join(inOneOrder(published).map(valueRow), sql`, `)}) as taken (job_id, leg, message_id)
      where j.job_id = taken.job_id and j.leg = taken.leg
    ),`;
  return claimed(executor, unpublishedStatement(carry, noted, published));
}

/** Claims up to `limit` rows that nobody published in time, for the caller to publish within 30 s. */
export async function claimUnpublished(executor: Executor, limit: number): Promise<Leg[]> {
  return claimed(executor, unpublishedStatement(limit, sql``, []));
}

async function claimed(executor: Executor, statement: SQL): Promise<Leg[]> {
  const rows = await query(executor, z.object({ leg }), statement);
  return rows.map((row) => row.leg);
}

/** Two notes of the same rows lock them in the same order, so that neither waits for the other for ever. */
function inOneOrder(published: readonly PublishedLeg[]): PublishedLeg[] {
  return published.toSorted((a, b) => (a.jobId < b.jobId ? -1 : 1));
}

function valueRow({ jobId, leg: number, messageId }: PublishedLeg): SQL {
  return sql`(${jobId}::uuid, ${number}::int, ${messageId}::text)`;
}

function unpublishedStatement(limit: number, before: SQL, except: readonly PublishedLeg[]): SQL {
  // One statement must not change a row twice: what is being noted is not unpublished.
  const others =
    except.length === 0
      ? sql`true`
      : sql`job_id not in (${sql.join(
          except.map(({ jobId }) => sql`${jobId}::uuid`),
          sql`, `,
        )})`;
  return sql`
    with ${before}
    moved as (
      update job_executions j
      set publish_claimed_until = clock_timestamp() + make_interval(secs => ${PUBLISH_CLAIM_SECONDS})
      where job_id in (
        select job_id from job_executions
        where published_at is null and parked_reason is null and status in ('pending', 'retrying')
          and publish_claimed_until <= ${now} and ${others} and ${foreignOwner()} is null
        order by publish_claimed_until
        limit ${limit}
        for update skip locked
      )
      returning *
    )
    select ${legJson("moved")} as leg from moved`;
}
