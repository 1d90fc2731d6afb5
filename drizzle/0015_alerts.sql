CREATE TABLE "job_alert_silences" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rule" text,
	"subject" text,
	"until" timestamp with time zone NOT NULL,
	"user_id" bigint,
	"reason" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job_alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rule" text NOT NULL,
	"subject" text NOT NULL,
	"value" double precision NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"fired_at" timestamp with time zone,
	"clear_since" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	"is_told" boolean DEFAULT false NOT NULL,
	CONSTRAINT "job_alerts_resolved_after_fired" CHECK ("job_alerts"."resolved_at" is null or "job_alerts"."fired_at" is not null)
);
--> statement-breakpoint
ALTER TABLE "job_metrics_state" ADD COLUMN "alerts_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "job_alert_silences_until" ON "job_alert_silences" USING btree ("until");--> statement-breakpoint
CREATE UNIQUE INDEX "job_alerts_open" ON "job_alerts" USING btree ("rule","subject") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "job_alerts_resolved" ON "job_alerts" USING btree ("resolved_at") WHERE resolved_at is not null;