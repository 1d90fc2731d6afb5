-- What the engine has in Postgres besides its tables: functions and triggers, as all migrations together leave them. An
-- app that brings the engine in runs this once, after its own migration has made the tables (docs/bring-it-in.md). A
-- test compares it with the migrations.

CREATE OR REPLACE FUNCTION job_add_counts(bigint[], bigint[])
 RETURNS bigint[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
declare
  counts bigint[] := $1;
begin
  if $1 is null then return $2; end if;
  if $2 is null then return $1; end if;
  for bin in 1 .. cardinality($2) loop
    counts[bin] := coalesce(counts[bin], 0) + $2[bin];
  end loop;
  return counts;
end
$function$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION job_attempts_follow()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from job_attempts using gone where job_attempts.job_id = gone.job_id;
  return null;
end
$function$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION job_concurrency_slot(of_job uuid, of_key text, of_limit integer)
 RETURNS smallint
 LANGUAGE plpgsql
AS $function$
declare
  taken smallint[];
  promised bigint;
  has_turn boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('jobs.concurrency:' || of_key, 0));
  select coalesce(array_agg(concurrency_slot), '{}') into taken
  from job_executions
  where concurrency_key = of_key and status = 'processing';

  select count(*) filter (where job_id <> of_job), coalesce(bool_or(job_id = of_job), false)
  into promised, has_turn
  from job_executions
  where concurrency_key = of_key and turn_until > clock_timestamp() and status in ('pending', 'retrying');

  if has_turn then
    promised := 0;
  elsif exists (
    select from job_executions waiting
    where concurrency_key = of_key and parked_reason = 'concurrency' and status = 'pending' and job_id <> of_job
      and not exists (select from job_pauses pause where pause.job_type = waiting.job_type)
  ) then
    return null;
  end if;

  if cardinality(taken) + promised >= of_limit then
    return null;
  end if;
  return (
    select min(place) from generate_series(0, cardinality(taken)) as place where place <> all (taken)
  );
end
$function$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION job_executions_guard()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION job_new_id()
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
AS $function$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$function$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION job_open_room(of_organization bigint, of_type text, wanted bigint, type_max integer, organization_max integer)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
begin
  if wanted = 0 then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('jobs.open-jobs:' || of_organization, 0));
  if type_max is not null and wanted + (
    select count(*) from (
      select from job_executions
      where counts_as_open and status in ('pending', 'retrying', 'processing', 'waiting')
        and organization_id = of_organization and job_type = of_type
      limit type_max
    ) as open
  ) > type_max then
    return 'type';
  end if;
  if organization_max is not null and wanted + (
    select count(*) from (
      select from job_executions
      where counts_as_open and status in ('pending', 'retrying', 'processing', 'waiting')
        and organization_id = of_organization
      limit organization_max
    ) as open
  ) > organization_max then
    return 'organization';
  end if;
  return null;
end
$function$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER job_attempts_follow AFTER DELETE ON job_executions REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION job_attempts_follow();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER job_executions_guard BEFORE UPDATE ON job_executions FOR EACH ROW EXECUTE FUNCTION job_executions_guard();
--> statement-breakpoint
create aggregate job_sum_counts(bigint[]) (
  sfunc = job_add_counts, stype = bigint[], combinefunc = job_add_counts, parallel = safe
);
