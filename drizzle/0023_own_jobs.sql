-- As in 0021.
do $$
begin
  if (select not indisvalid from pg_index where indexrelid = to_regclass('job_executions_own')) then
    raise exception 'Indexes were not built to their end: job_executions_own. Drop it and build it again (docs/upgrading.md).';
  end if;
end
$$;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "job_executions_own" ON "job_executions" USING btree ("user_id","job_id") WHERE user_id is not null and organization_id is null;