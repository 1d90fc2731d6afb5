CREATE TYPE "public"."schedule_cause" AS ENUM('fired', 'made_up', 'by_hand');--> statement-breakpoint
CREATE TYPE "public"."schedule_outcome" AS ENUM('enqueued', 'overlapped', 'outside_hours', 'too_deep', 'missed');--> statement-breakpoint
CREATE TABLE "schedule_occurrences" (
	"schedule_id" text NOT NULL,
	"tick" timestamp with time zone NOT NULL,
	"cause" "schedule_cause" NOT NULL,
	"outcome" "schedule_outcome" NOT NULL,
	"job_id" uuid,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "schedule_occurrences_schedule_id_tick_pk" PRIMARY KEY("schedule_id","tick"),
	CONSTRAINT "schedule_occurrences_job" CHECK (("schedule_occurrences"."job_id" is not null) = ("schedule_occurrences"."outcome" = 'enqueued'))
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" bigint,
	"job_type" text NOT NULL,
	"execution" jsonb NOT NULL,
	"cron" text NOT NULL,
	"timezone" text NOT NULL,
	"rules" jsonb NOT NULL,
	"next_tick_at" timestamp with time zone,
	"paused_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	"registered_at" timestamp with time zone,
	"register_claimed_until" timestamp with time zone,
	"register_error" text,
	"is_paused_at_qstash" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "schedules_of_organization" CHECK (("schedules"."organization_id" is null) = ("schedules"."id" not like 'org.%'))
);
--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "scheduled_for" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "schedule_occurrences_at" ON "schedule_occurrences" USING btree ("at");--> statement-breakpoint
CREATE INDEX "schedules_of_organization_id" ON "schedules" USING btree ("organization_id") WHERE organization_id is not null;--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("next_tick_at") WHERE paused_at is null and deleted_at is null;--> statement-breakpoint
CREATE INDEX "schedules_unregistered" ON "schedules" USING btree ("register_claimed_until") WHERE registered_at is null;--> statement-breakpoint
CREATE INDEX "job_executions_open_of_schedule" ON "job_executions" USING btree ("schedule_id") WHERE schedule_id is not null and status in ('pending', 'retrying', 'processing', 'waiting');--> statement-breakpoint
CREATE INDEX "job_executions_open_of_type" ON "job_executions" USING btree ("job_type") WHERE status in ('pending', 'retrying', 'processing', 'waiting');