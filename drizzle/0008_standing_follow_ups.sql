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
CREATE INDEX "job_standing_follow_ups_of_organization" ON "job_standing_follow_ups" USING btree ("organization_id");