DROP INDEX "job_executions_waiting";--> statement-breakpoint
DROP INDEX "job_executions_erasable";--> statement-breakpoint
ALTER TABLE "job_executions" ADD COLUMN "payload_erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "job_install" ADD COLUMN "dead_letters_scan_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "job_install" ADD COLUMN "dead_letters_cursor" text;--> statement-breakpoint
CREATE INDEX "job_executions_open_of_batch" ON "job_executions" USING btree ("batch_id","job_id") WHERE batch_id is not null and status in ('pending', 'retrying', 'processing', 'waiting');--> statement-breakpoint
CREATE INDEX "job_executions_uncounted" ON "job_executions" USING btree ("batch_id") WHERE batch_id is not null and completed_at is not null and not batch_counted;--> statement-breakpoint
CREATE INDEX "job_executions_open_of_parent" ON "job_executions" USING btree ("parent_job_id") WHERE parent_job_id is not null and status in ('pending', 'retrying', 'processing', 'waiting');--> statement-breakpoint
CREATE INDEX "job_executions_waiting" ON "job_executions" USING btree ("waits_for") WHERE waits_for is not null and status in ('pending', 'retrying', 'processing', 'waiting');--> statement-breakpoint
CREATE INDEX "job_executions_erasable" ON "job_executions" USING btree ("erase_payload_after_seconds","completed_at") WHERE erase_payload_after_seconds is not null and payload_erased_at is null and completed_at is not null;