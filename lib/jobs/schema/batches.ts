import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgEnum, pgTable, uuid } from "drizzle-orm/pg-core";
import { BATCH_ON_FAILURE } from "@/lib/jobs/lifecycle";
import { time } from "./time";

export const batchOnFailure = pgEnum("job_batch_on_failure", BATCH_ON_FAILURE);

/**
 * Jobs that are watched together. Each terminal transition of a child counts here once; the one that fills the
 * batch closes it, wakes the job that waits for it and inserts `on_complete`.
 */
export const jobBatches = pgTable(
  "job_batches",
  {
    batchId: uuid("batch_id").primaryKey(),
    total: integer("total").notNull(),
    completed: integer("completed").notNull().default(0),
    /** `timeout` included. */
    failed: integer("failed").notNull().default(0),
    cancelled: integer("cancelled").notNull().default(0),
    onFailure: batchOnFailure("on_failure").notNull().default("continue"),
    /** A new execution, inserted once when the batch is full. */
    onComplete: jsonb("on_complete"),
    /** The job that waits for the batch. */
    waiter: uuid("waiter"),
    userId: bigint("user_id", { mode: "number" }),
    organizationId: bigint("organization_id", { mode: "number" }),
    cancelRequestedAt: time("cancel_requested_at"),
    /** When its last child ended. */
    closedAt: time("closed_at"),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
    updatedAt: time("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (batch) => [
    check(
      "job_batches_counters",
      sql`${batch.completed} >= 0 and ${batch.failed} >= 0 and ${batch.cancelled} >= 0
        and ${batch.completed} + ${batch.failed} + ${batch.cancelled} <= ${batch.total}`,
    ),
    check(
      "job_batches_closed_iff_full",
      sql`(${batch.completed} + ${batch.failed} + ${batch.cancelled} = ${batch.total}) = (${batch.closedAt} is not null)`,
    ),
    index("job_batches_open").on(batch.updatedAt).where(sql`closed_at is null`),
    index("job_batches_cancelling")
      .on(batch.cancelRequestedAt)
      .where(sql`closed_at is null and cancel_requested_at is not null`),
    index("job_batches_closed").on(batch.closedAt).where(sql`closed_at is not null`),
  ],
);
