-- Indexes that were built by hand before, so that nobody waits (docs/upgrading.md), are found here and kept.
do $$
declare
  unfinished text;
begin
  select string_agg(indexrelid::regclass::text, ', ') into unfinished
  from pg_index where indrelid = 'job_executions'::regclass and not indisvalid;
  if unfinished is not null then
    raise exception 'Indexes were not built to their end: %. Drop them and build them again (docs/upgrading.md).', unfinished;
  end if;
  if (select indnkeyatts from pg_index where indexrelid = to_regclass('job_executions_open_of_type')) = 1 then
    drop index job_executions_open_of_type;
  end if;
end
$$;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "job_executions_of_status" ON "job_executions" USING btree ("status","job_id") WHERE status <> 'completed';--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "job_executions_ended_of_type" ON "job_executions" USING btree ("job_type","job_id") WHERE completed_at is not null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "job_executions_of_organization" ON "job_executions" USING btree ("organization_id","job_id") WHERE organization_id is not null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "job_executions_of_user" ON "job_executions" USING btree ("user_id","job_id") WHERE user_id is not null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "job_executions_of_schedule" ON "job_executions" USING btree ("schedule_id","job_id") WHERE schedule_id is not null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "job_executions_open_of_type" ON "job_executions" USING btree ("job_type","job_id") WHERE status in ('pending', 'retrying', 'processing', 'waiting');