CREATE TYPE "public"."staff_level" AS ENUM('none', 'viewer', 'operator', 'admin');--> statement-breakpoint
CREATE TYPE "public"."job_outcome" AS ENUM('completed', 'continued', 'waiting', 'retry', 'deferred', 'failed', 'timeout', 'cancelled', 'lost');--> statement-breakpoint
CREATE TYPE "public"."job_status" AS ENUM('pending', 'processing', 'retrying', 'waiting', 'completed', 'failed', 'timeout', 'cancelled');--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" bigint NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"password" text,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "invitations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organization_id" bigint NOT NULL,
	"inviter_id" bigint NOT NULL,
	"email" text NOT NULL,
	"role" text,
	"status" text DEFAULT 'pending' NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "members_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organization_id" bigint NOT NULL,
	"user_id" bigint NOT NULL,
	"role" text DEFAULT 'member' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "organizations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"logo" text,
	"metadata" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rate_limits_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"last_request" bigint NOT NULL,
	CONSTRAINT "rate_limits_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sessions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" bigint NOT NULL,
	"token" text NOT NULL,
	"active_organization_id" text,
	"ip_address" text,
	"user_agent" text,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "users_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"staff" "staff_level" DEFAULT 'none' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verifications_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job_attempts" (
	"job_id" uuid NOT NULL,
	"run" integer NOT NULL,
	"leg" integer NOT NULL,
	"attempt" integer NOT NULL,
	"outcome" "job_outcome" NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	"error_name" text,
	"error_message" text,
	"error_code" text,
	"error_stack" text,
	"http_status" integer,
	"message_id" text,
	"app_version" text,
	CONSTRAINT "job_attempts_job_id_run_pk" PRIMARY KEY("job_id","run")
);
--> statement-breakpoint
CREATE TABLE "job_executions" (
	"job_id" uuid PRIMARY KEY NOT NULL,
	"job_type" text NOT NULL,
	"status" "job_status" NOT NULL,
	"priority" smallint DEFAULT 0 NOT NULL,
	"payload" jsonb,
	"payload_hash" text NOT NULL,
	"payload_version" integer DEFAULT 1 NOT NULL,
	"result" jsonb,
	"result_error" text,
	"error" text,
	"error_code" text,
	"leg" integer DEFAULT 1 NOT NULL,
	"run" integer DEFAULT 0 NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"retry_count" integer DEFAULT 0 NOT NULL,
	"continuations" integer DEFAULT 0 NOT NULL,
	"rescues" integer DEFAULT 0 NOT NULL,
	"revivals" integer DEFAULT 0 NOT NULL,
	"lost_in_a_row" integer DEFAULT 0 NOT NULL,
	"endpoint" text NOT NULL,
	"max_retries" integer NOT NULL,
	"max_continuations" integer DEFAULT 0 NOT NULL,
	"timeout_seconds" integer NOT NULL,
	"backoff_seconds" integer[] NOT NULL,
	"checkpoint" jsonb,
	"progress_done" bigint,
	"progress_total" bigint,
	"progress_message" text,
	"user_id" bigint,
	"organization_id" bigint,
	"batch_id" uuid,
	"batch_counted" boolean DEFAULT false NOT NULL,
	"parent_job_id" uuid,
	"schedule_id" text,
	"idempotency_key" text,
	"debounce_key" text,
	"message_id" text,
	"dlq_id" text,
	"published_at" timestamp with time zone,
	"publish_claimed_until" timestamp with time zone,
	"parked_reason" text,
	"claim_id" uuid,
	"lease_until" timestamp with time zone,
	"not_before" timestamp with time zone,
	"next_attempt_at" timestamp with time zone,
	"deadline_at" timestamp with time zone,
	"cancel_requested_at" timestamp with time zone,
	"trace_parent" text,
	"started_at" timestamp with time zone,
	"run_started_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "job_executions_terminal_iff_completed_at" CHECK (("job_executions"."status" in ('completed', 'failed', 'timeout', 'cancelled')) = ("job_executions"."completed_at" is not null)),
	CONSTRAINT "job_executions_processing_has_lease" CHECK ("job_executions"."status" <> 'processing' or ("job_executions"."lease_until" is not null and "job_executions"."claim_id" is not null and "job_executions"."run_started_at" is not null)),
	CONSTRAINT "job_executions_counters" CHECK ("job_executions"."leg" >= 1 and "job_executions"."run" >= 0 and "job_executions"."attempt" between 0 and "job_executions"."run" and "job_executions"."retry_count" >= 0 and "job_executions"."rescues" >= 0 and "job_executions"."max_retries" >= 0)
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_inviter_id_users_id_fk" FOREIGN KEY ("inviter_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_attempts" ADD CONSTRAINT "job_attempts_job_id_job_executions_job_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."job_executions"("job_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_user" ON "accounts" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_provider_account" ON "accounts" USING btree ("provider_id","account_id");--> statement-breakpoint
CREATE INDEX "invitations_organization" ON "invitations" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "invitations_email" ON "invitations" USING btree ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "members_organization_user" ON "members" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE INDEX "members_user" ON "members" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_expiry" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "verifications_identifier" ON "verifications" USING btree ("identifier");--> statement-breakpoint
CREATE UNIQUE INDEX "job_executions_idempotency_key" ON "job_executions" USING btree ("job_type",coalesce("organization_id", 0),"idempotency_key");--> statement-breakpoint
CREATE INDEX "job_executions_of_person" ON "job_executions" USING btree ("user_id","job_type","job_id");--> statement-breakpoint
CREATE INDEX "job_executions_unpublished" ON "job_executions" USING btree ("publish_claimed_until") WHERE published_at is null and parked_reason is null and status in ('pending', 'retrying');--> statement-breakpoint
CREATE INDEX "job_executions_leases" ON "job_executions" USING btree ("lease_until") WHERE status = 'processing';--> statement-breakpoint
CREATE INDEX "job_executions_due" ON "job_executions" USING btree (coalesce(next_attempt_at, not_before, created_at)) WHERE published_at is not null and status in ('pending', 'retrying');--> statement-breakpoint
CREATE INDEX "job_executions_deadlines" ON "job_executions" USING btree ("deadline_at") WHERE deadline_at is not null and status in ('pending', 'retrying', 'processing', 'waiting');