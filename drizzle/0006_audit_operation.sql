ALTER TABLE "job_audit" ADD COLUMN "operation_id" uuid;--> statement-breakpoint
CREATE INDEX "job_audit_of_operation" ON "job_audit" USING btree ("operation_id") WHERE operation_id is not null;