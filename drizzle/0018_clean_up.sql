CREATE TABLE "cleanup_tallies" (
	"job_id" uuid NOT NULL,
	"target" text NOT NULL,
	"count" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	CONSTRAINT "cleanup_tallies_job_id_target_pk" PRIMARY KEY("job_id","target")
);
--> statement-breakpoint
ALTER TABLE "cleanup_tallies" ADD CONSTRAINT "cleanup_tallies_job_id_job_executions_job_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."job_executions"("job_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invitations_expiry" ON "invitations" USING btree ("expires_at");