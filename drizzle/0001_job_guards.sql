-- The last line of defence: what no transition may do fails loudly here instead of corrupting history.
create function job_executions_guard() returns trigger
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

  if (new.job_id, new.job_type, new.user_id, new.organization_id, new.idempotency_key, new.parent_job_id, new.created_at)
    is distinct from
     (old.job_id, old.job_type, old.user_id, old.organization_id, old.idempotency_key, old.parent_job_id, old.created_at)
  then
    raise exception 'job %: what identifies it never changes', old.job_id
      using errcode = 'restrict_violation', constraint = 'job_executions_identity_is_fixed';
  end if;

  return new;
end
$$;
--> statement-breakpoint
create trigger job_executions_guard before update on job_executions
  for each row execute function job_executions_guard();
