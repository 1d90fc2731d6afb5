DROP INDEX "job_executions_parked";--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "concurrency_key" text;--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "concurrency_limit" smallint;--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "concurrency_slot" smallint;--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "turn_until" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "job_executions_concurrency_slot" ON "job_executions" USING btree ("concurrency_key","concurrency_slot") WHERE concurrency_key is not null and status = 'processing';--> statement-breakpoint
CREATE INDEX "job_executions_turns" ON "job_executions" USING btree ("concurrency_key","turn_until") WHERE turn_until is not null;--> statement-breakpoint
CREATE INDEX "job_executions_parked" ON "job_executions" USING btree ("parked_reason","concurrency_key","priority" DESC NULLS LAST,"job_id") WHERE parked_reason is not null and status = 'pending';--> statement-breakpoint
-- The place of a key that the next run of a job gets, from 0; null: all are taken, or promised to others who came
-- earlier. Whoever asks next for the same key waits until this transaction has ended. What is read here takes a
-- snapshot of its own after that wait, as each statement of a volatile function does: read committed is assumed, and
-- with less luck the unique index refuses.
create function job_concurrency_slot(of_job uuid, of_key text, of_limit int) returns smallint
language plpgsql volatile as $$
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
$$;
