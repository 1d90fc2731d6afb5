CREATE TABLE "job_standing_follow_ups" (
	"follow_up_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" bigint NOT NULL,
	"on_success" boolean NOT NULL,
	"on_failure" boolean NOT NULL,
	"job_types" text[],
	"spec" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "counts_as_open" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "job_standing_follow_ups_of_organization" ON "job_standing_follow_ups" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "job_executions_open_of_organization" ON "job_executions" USING btree ("organization_id","job_type") WHERE counts_as_open and status in ('pending', 'retrying', 'processing', 'waiting');--> statement-breakpoint
-- Which cap on an organization's open jobs `wanted` more would break; null: none. Whoever asks next for the same
-- organization waits until this transaction has ended. The counts take a snapshot of their own after that wait, as each
-- statement of a volatile function does, so they have what the one before has committed: read committed is assumed.
create function job_open_room(of_organization bigint, of_type text, wanted bigint, type_max int, organization_max int)
returns text
language plpgsql volatile as $$
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
$$;
