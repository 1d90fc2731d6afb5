import { sql } from "drizzle-orm";
import { bigint, index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./time";

/** What people did to jobs: who, what, to which, why. Written with the deed, never changed. */
export const jobAudit = pgTable(
  "job_audit",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: time("at").notNull().default(sql`clock_timestamp()`),
    /** Null: the command line. */
    userId: bigint("user_id", { mode: "number" }),
    /** Such as `cancel`, `revive`, `replay`, `pause`. */
    action: text("action").notNull(),
    jobId: uuid("job_id"),
    batchId: uuid("batch_id"),
    jobType: text("job_type"),
    reason: text("reason"),
    /** The job that did it for many. */
    operationId: uuid("operation_id"),
    detail: jsonb("detail"),
  },
  (entry) => [
    index("job_audit_of_job").on(entry.jobId).where(sql`job_id is not null`),
    index("job_audit_of_operation").on(entry.operationId).where(sql`operation_id is not null`),
  ],
);

/** Types whose jobs do not run: their messages are parked on their rows. */
export const jobPauses = pgTable("job_pauses", {
  jobType: text("job_type").primaryKey(),
  userId: bigint("user_id", { mode: "number" }),
  reason: text("reason"),
  pausedAt: time("paused_at").notNull().default(sql`clock_timestamp()`),
});
