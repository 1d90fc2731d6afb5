DROP INDEX "job_executions_open_of_type";--> statement-breakpoint
CREATE INDEX "job_executions_of_status" ON "job_executions" USING btree ("status","job_id") WHERE status <> 'completed';--> statement-breakpoint
CREATE INDEX "job_executions_ended_of_type" ON "job_executions" USING btree ("job_type","job_id") WHERE completed_at is not null;--> statement-breakpoint
CREATE INDEX "job_executions_of_organization" ON "job_executions" USING btree ("organization_id","job_id") WHERE organization_id is not null;--> statement-breakpoint
CREATE INDEX "job_executions_of_user" ON "job_executions" USING btree ("user_id","job_id") WHERE user_id is not null;--> statement-breakpoint
CREATE INDEX "job_executions_of_schedule" ON "job_executions" USING btree ("schedule_id","job_id") WHERE schedule_id is not null;--> statement-breakpoint
CREATE INDEX "job_executions_open_of_type" ON "job_executions" USING btree ("job_type","job_id") WHERE status in ('pending', 'retrying', 'processing', 'waiting');