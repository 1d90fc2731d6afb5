ALTER TABLE "job_executions" DROP CONSTRAINT "job_executions_processing_has_lease";--> statement-breakpoint
ALTER TABLE "job_executions" DROP CONSTRAINT "job_executions_counters";--> statement-breakpoint
ALTER TABLE "job_executions" DROP CONSTRAINT "job_executions_waiting_for_a_batch";--> statement-breakpoint
ALTER TABLE "job_attempts" DROP CONSTRAINT "job_attempts_job_id_job_executions_job_id_fk";
--> statement-breakpoint
DROP INDEX "job_executions_open_of_parent";--> statement-breakpoint
DROP INDEX "job_executions_idempotency_key";--> statement-breakpoint
DROP INDEX "job_executions_of_person";--> statement-breakpoint
DROP INDEX "job_executions_of_parent";--> statement-breakpoint
CREATE UNIQUE INDEX "job_executions_idempotency_key" ON "job_executions" USING btree ("job_type",coalesce("organization_id", 0),"idempotency_key") WHERE idempotency_key is not null;--> statement-breakpoint
CREATE INDEX "job_executions_of_person" ON "job_executions" USING btree ("user_id","job_type","job_id") WHERE user_id is not null;--> statement-breakpoint
CREATE INDEX "job_executions_of_parent" ON "job_executions" USING btree ("parent_job_id","completed_at") WHERE parent_job_id is not null;--> statement-breakpoint
-- The rules that were CHECKs are here from now on: with each statement Postgres makes the expression of each CHECK
-- ready anew, and keeps what this function needs.
create or replace function job_executions_guard() returns trigger
language plpgsql as $$
declare
  terminal constant job_status[] := array['completed', 'failed', 'timeout', 'cancelled']::job_status[];
  is_revive constant boolean := old.status in ('failed', 'timeout', 'cancelled')
    and new.status = 'pending'
    and new.leg = old.leg + 1
    and new.revivals = old.revivals + 1;
begin
  if old.status = any (terminal) and not is_revive
    and (new.status, new.result, new.completed_at) is distinct from (old.status, old.result, old.completed_at)
  then
    raise exception 'job % is %: only a revive may change it', old.job_id, old.status
      using errcode = 'restrict_violation', constraint = 'job_executions_terminal_is_final';
  end if;

  if new.run < old.run or new.leg < old.leg then
    raise exception 'job %: run and leg never fall (run % to %, leg % to %)',
      old.job_id, old.run, new.run, old.leg, new.leg
      using errcode = 'restrict_violation', constraint = 'job_executions_fence_never_falls';
  end if;

  if (new.job_id, new.job_type, new.user_id, new.organization_id, new.idempotency_key, new.parent_job_id,
      new.batch_id, new.replayed_from, new.created_at)
    is distinct from
     (old.job_id, old.job_type, old.user_id, old.organization_id, old.idempotency_key, old.parent_job_id,
      old.batch_id, old.replayed_from, old.created_at)
  then
    raise exception 'job %: what identifies it never changes', old.job_id
      using errcode = 'restrict_violation', constraint = 'job_executions_identity_is_fixed';
  end if;

  if old.batch_counted and not new.batch_counted and not is_revive then
    raise exception 'job %: its end was counted, only a revive takes that back', old.job_id
      using errcode = 'restrict_violation', constraint = 'job_executions_counted_once';
  end if;

  if new.leg < 1 or new.run < 0 or new.attempt < 0 or new.attempt > new.run or new.retry_count < 0
    or new.rescues < 0 or new.max_retries < 0
  then
    raise exception 'job %: impossible counters (leg %, run %, attempt %, retries %, rescues %, at most % retries)',
      old.job_id, new.leg, new.run, new.attempt, new.retry_count, new.rescues, new.max_retries
      using errcode = 'check_violation', constraint = 'job_executions_counters';
  end if;

  if new.status = 'processing' and (new.lease_until is null or new.claim_id is null or new.run_started_at is null) then
    raise exception 'job %: a run has a lease, a claim and a start', old.job_id
      using errcode = 'check_violation', constraint = 'job_executions_processing_has_lease';
  end if;

  if new.status = 'waiting' and new.waits_for is null then
    raise exception 'job %: waits for no batch', old.job_id
      using errcode = 'check_violation', constraint = 'job_executions_waiting_for_a_batch';
  end if;

  return new;
end
$$;
--> statement-breakpoint
-- In place of the foreign key of job_attempts, which asked with each run whether its execution is there.
create function job_attempts_follow() returns trigger
language plpgsql as $$
begin
  delete from job_attempts using gone where job_attempts.job_id = gone.job_id;
  return null;
end
$$;
--> statement-breakpoint
create trigger job_attempts_follow after delete on job_executions
  referencing old table as gone
  for each statement execute function job_attempts_follow();
