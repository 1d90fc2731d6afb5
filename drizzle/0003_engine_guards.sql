-- What identifies an execution now includes its batch and what it is a replay of; a child counted into its batch
-- stays counted, unless it is revived.
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

  return new;
end
$$;
--> statement-breakpoint
-- Ids of executions that a statement makes by itself, such as a follow-up of a job that reconcile ended: version 7
-- like those made in the app (RFC 9562 §5.7), so that ids stay in the order of time on any Postgres.
create function job_new_id() returns uuid
language sql volatile parallel safe as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$$;
