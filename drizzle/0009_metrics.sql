CREATE TYPE "public"."job_metric_span" AS ENUM('minute', 'hour', 'total');--> statement-breakpoint
CREATE TABLE "job_error_counts" (
	"bucket" timestamp with time zone NOT NULL,
	"job_type" text NOT NULL,
	"fingerprint" text NOT NULL,
	"count" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "job_error_counts_bucket_job_type_fingerprint_pk" PRIMARY KEY("bucket","job_type","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "job_error_groups" (
	"job_type" text NOT NULL,
	"fingerprint" text NOT NULL,
	"count" bigint DEFAULT 0 NOT NULL,
	"final" bigint DEFAULT 0 NOT NULL,
	"error_name" text NOT NULL,
	"error_message" text NOT NULL,
	"last_job_id" uuid NOT NULL,
	"first_app_version" text,
	"last_app_version" text,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "job_error_groups_job_type_fingerprint_pk" PRIMARY KEY("job_type","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "job_metrics" (
	"span" "job_metric_span" NOT NULL,
	"bucket" timestamp with time zone NOT NULL,
	"job_type" text NOT NULL,
	"enqueued" bigint DEFAULT 0 NOT NULL,
	"completed" bigint DEFAULT 0 NOT NULL,
	"failed" bigint DEFAULT 0 NOT NULL,
	"timeout" bigint DEFAULT 0 NOT NULL,
	"cancelled" bigint DEFAULT 0 NOT NULL,
	"runs" bigint DEFAULT 0 NOT NULL,
	"retried" bigint DEFAULT 0 NOT NULL,
	"lost" bigint DEFAULT 0 NOT NULL,
	"dead_letters" bigint DEFAULT 0 NOT NULL,
	"undelivered" bigint DEFAULT 0 NOT NULL,
	"superseded" bigint DEFAULT 0 NOT NULL,
	"signature_failures" bigint DEFAULT 0 NOT NULL,
	"refused" bigint DEFAULT 0 NOT NULL,
	"publish_failures" bigint DEFAULT 0 NOT NULL,
	"run_bins" bigint[],
	"run_seconds" double precision DEFAULT 0 NOT NULL,
	"wait_bins" bigint[],
	"wait_seconds" double precision DEFAULT 0 NOT NULL,
	"first_retry_bins" bigint[],
	"first_retry_seconds" double precision DEFAULT 0 NOT NULL,
	CONSTRAINT "job_metrics_span_bucket_job_type_pk" PRIMARY KEY("span","bucket","job_type")
);
--> statement-breakpoint
CREATE TABLE "job_metrics_state" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"counted_until" timestamp with time zone NOT NULL,
	"sampled_at" timestamp with time zone,
	CONSTRAINT "job_metrics_state_one_row" CHECK ("job_metrics_state"."only")
);
--> statement-breakpoint
CREATE TABLE "job_queue_depths" (
	"span" "job_metric_span" NOT NULL,
	"bucket" timestamp with time zone NOT NULL,
	"job_type" text NOT NULL,
	"ready" integer NOT NULL,
	"scheduled" integer NOT NULL,
	"retrying" integer NOT NULL,
	"processing" integer NOT NULL,
	"waiting" integer NOT NULL,
	"parked" integer NOT NULL,
	"oldest_wait_seconds" double precision NOT NULL,
	CONSTRAINT "job_queue_depths_span_bucket_job_type_pk" PRIMARY KEY("span","bucket","job_type")
);
--> statement-breakpoint
ALTER TABLE "job_attempts" ADD COLUMN "waited_ms" bigint;--> statement-breakpoint
ALTER TABLE "job_attempts" ADD COLUMN "error_fingerprint" text;--> statement-breakpoint
CREATE INDEX "job_error_counts_of_group" ON "job_error_counts" USING btree ("job_type","fingerprint","bucket");--> statement-breakpoint
CREATE INDEX "job_error_groups_last_seen" ON "job_error_groups" USING btree ("last_seen_at");--> statement-breakpoint
CREATE INDEX "job_attempts_finished" ON "job_attempts" USING btree ("finished_at");--> statement-breakpoint
CREATE INDEX "job_executions_created" ON "job_executions" USING btree ("created_at");--> statement-breakpoint
-- Adds counts bin by bin; null is no count at all.
create function job_add_counts(bigint[], bigint[]) returns bigint[]
language sql immutable parallel safe as $$
  select case when $1 is null then $2 when $2 is null then $1 else (
    select array_agg(coalesce(one, 0) + coalesce(other, 0) order by bin)
    from unnest($1, $2) with ordinality as pair (one, other, bin)
  ) end
$$;
--> statement-breakpoint
create aggregate job_sum_counts(bigint[]) (
  sfunc = job_add_counts, stype = bigint[], combinefunc = job_add_counts, parallel = safe
);
