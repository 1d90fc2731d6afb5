import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { EFFECT_STATES } from "@/lib/jobs/lifecycle";
import { LEASE_SECONDS, LONGEST_RETRY_SECONDS } from "@/lib/jobs/limits";
import type { Storable } from "@/lib/jobs/payloads/storable";

const begun = z.object({
  state: z.enum(EFFECT_STATES),
  request: z.unknown(),
  answer: z.unknown(),
  /** Sent so long ago, without an answer, that the provider has forgotten its key. */
  isStale: z.boolean(),
});

/** An effect as the ledger has it: to be sent with this request, or done with this answer. */
export type BegunEffect = z.output<typeof begun>;

type Key = { jobId: string; run: number; key: string };

/**
 * Notes that the effect is about to be sent, and what with, unless it is done: then answers with what it answered.
 * A call whose outcome nobody knows keeps its first request. Extends the run's lease, so that no other run sends at
 * the same time. Null: the job belongs to another run.
 */
export async function beginEffect(
  executor: Executor,
  { jobId, run, key }: Key,
  request: Storable,
): Promise<BegunEffect | null> {
  const isStale = sql`effect.state = 'sending'
    and effect.first_sent_at < clock_timestamp() - make_interval(secs => ${LONGEST_RETRY_SECONDS})`;
  const [effect] = await query(
    executor,
    begun,
    sql`
      with held as (
        update job_executions
        set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}), updated_at = clock_timestamp()
        where job_id = ${jobId}::uuid and run = ${run} and status = 'processing'
        returning job_id
      ),
      begun as (
        insert into job_effects as effect (job_id, key, state, request, run, first_sent_at)
        select job_id, ${key}::text, 'sending', ${request.json}::jsonb, ${run}::int, clock_timestamp() from held
        on conflict (job_id, key) do update set
          state = case when effect.state = 'done' then 'done' else 'sending' end::job_effect_state,
          request = case when effect.state = 'refused' then excluded.request else effect.request end,
          first_sent_at = case when effect.state = 'refused' then excluded.first_sent_at else effect.first_sent_at end,
          calls = case
            when effect.state = 'refused' then 1
            when effect.state = 'done' or ${isStale} then effect.calls
            else effect.calls + 1 end,
          run = case when effect.state = 'done' or ${isStale} then effect.run else excluded.run end
        returning *
      )
      select state, request, answer, ${isStale} as "isStale" from begun as effect`,
  );
  return effect ?? null;
}

/** Keeps the answer of an effect that was sent. */
export async function endEffect(executor: Executor, { jobId, key }: Key, answer: Storable): Promise<void> {
  await executor.execute(sql`
    update job_effects set state = 'done', answer = ${answer.json}::jsonb, done_at = clock_timestamp()
    where job_id = ${jobId}::uuid and key = ${key} and state <> 'done'`);
}

/**
 * Notes that the provider refused a call, whichever run made it. The effect may be sent anew with another request
 * once every call of it was refused: a refusal says nothing about an earlier call whose answer never came.
 *
 * Not repeatable: a second note would stand for a second call.
 */
export async function refuseEffect(executor: Executor, { jobId, key }: Key): Promise<void> {
  await executor.execute(sql`
    update job_effects set calls = calls - 1, state = case when calls = 1 then 'refused' else 'sending' end::job_effect_state
    where job_id = ${jobId}::uuid and key = ${key} and state = 'sending' and calls > 0`);
}
