CREATE TYPE "public"."job_batch_on_failure" AS ENUM('continue', 'cancel_rest');--> statement-breakpoint
CREATE TYPE "public"."job_effect_state" AS ENUM('sending', 'done', 'refused');--> statement-breakpoint
CREATE TABLE "job_batches" (
	"batch_id" uuid PRIMARY KEY NOT NULL,
	"total" integer NOT NULL,
	"completed" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"cancelled" integer DEFAULT 0 NOT NULL,
	"on_failure" "job_batch_on_failure" DEFAULT 'continue' NOT NULL,
	"on_complete" jsonb,
	"waiter" uuid,
	"user_id" bigint,
	"organization_id" bigint,
	"cancel_requested_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "job_batches_counters" CHECK ("job_batches"."completed" >= 0 and "job_batches"."failed" >= 0 and "job_batches"."cancelled" >= 0
        and "job_batches"."completed" + "job_batches"."failed" + "job_batches"."cancelled" <= "job_batches"."total"),
	CONSTRAINT "job_batches_closed_iff_full" CHECK (("job_batches"."completed" + "job_batches"."failed" + "job_batches"."cancelled" = "job_batches"."total") = ("job_batches"."closed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "job_effects" (
	"job_id" uuid NOT NULL,
	"key" text NOT NULL,
	"state" "job_effect_state" NOT NULL,
	"request" jsonb,
	"answer" jsonb,
	"run" integer NOT NULL,
	"calls" integer DEFAULT 1 NOT NULL,
	"first_sent_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "job_effects_job_id_key_pk" PRIMARY KEY("job_id","key")
);
--> statement-breakpoint
CREATE TABLE "job_install" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"environment" text NOT NULL,
	"epoch" integer NOT NULL,
	"reconciled_at" timestamp with time zone,
	"dead_letters_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "job_install_one_row" CHECK ("job_install"."only")
);
--> statement-breakpoint
CREATE TABLE "job_logs" (
	"job_id" uuid NOT NULL,
	"run" integer NOT NULL,
	"line" integer NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"message" text NOT NULL,
	"fields" jsonb,
	CONSTRAINT "job_logs_job_id_run_line_pk" PRIMARY KEY("job_id","run","line")
);
--> statement-breakpoint
CREATE TABLE "job_audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "job_audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"user_id" bigint,
	"action" text NOT NULL,
	"job_id" uuid,
	"batch_id" uuid,
	"job_type" text,
	"reason" text,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "job_pauses" (
	"job_type" text PRIMARY KEY NOT NULL,
	"user_id" bigint,
	"reason" text,
	"paused_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "backoff_jitter" real DEFAULT 0.1 NOT NULL;--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "erase_payload_after_seconds" integer;--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "follow_ups" jsonb;--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "waits_for" uuid;--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "replayed_from" uuid;--> statement-breakpoint
ALTER TABLE "job_effects" ADD CONSTRAINT "job_effects_job_id_job_executions_job_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."job_executions"("job_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_logs" ADD CONSTRAINT "job_logs_job_id_job_executions_job_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."job_executions"("job_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "job_batches_open" ON "job_batches" USING btree ("updated_at") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "job_batches_cancelling" ON "job_batches" USING btree ("cancel_requested_at") WHERE closed_at is null and cancel_requested_at is not null;--> statement-breakpoint
CREATE INDEX "job_batches_closed" ON "job_batches" USING btree ("closed_at") WHERE closed_at is not null;--> statement-breakpoint
CREATE INDEX "job_audit_of_job" ON "job_audit" USING btree ("job_id") WHERE job_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "job_executions_debounce_key" ON "job_executions" USING btree ("job_type",coalesce("organization_id", 0),"debounce_key") WHERE debounce_key is not null and status = 'pending' and run = 0 and revivals = 0;--> statement-breakpoint
CREATE INDEX "job_executions_cancelling" ON "job_executions" USING btree ("cancel_requested_at") WHERE cancel_requested_at is not null and status in ('pending', 'retrying', 'processing', 'waiting');--> statement-breakpoint
CREATE INDEX "job_executions_waiting" ON "job_executions" USING btree ("waits_for") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "job_executions_parked" ON "job_executions" USING btree ("job_type") WHERE parked_reason is not null and status = 'pending';--> statement-breakpoint
CREATE INDEX "job_executions_of_batch" ON "job_executions" USING btree ("batch_id","job_id") WHERE batch_id is not null;--> statement-breakpoint
CREATE INDEX "job_executions_of_parent" ON "job_executions" USING btree ("parent_job_id") WHERE parent_job_id is not null;--> statement-breakpoint
CREATE INDEX "job_executions_replays" ON "job_executions" USING btree ("replayed_from") WHERE replayed_from is not null;--> statement-breakpoint
CREATE INDEX "job_executions_ended" ON "job_executions" USING btree ("status","completed_at") WHERE completed_at is not null;--> statement-breakpoint
CREATE INDEX "job_executions_erasable" ON "job_executions" USING btree ("completed_at") WHERE erase_payload_after_seconds is not null and payload is not null and completed_at is not null;--> statement-breakpoint
ALTER TABLE "job_executions" ADD CONSTRAINT "job_executions_waiting_for_a_batch" CHECK ("job_executions"."status" <> 'waiting' or "job_executions"."waits_for" is not null);