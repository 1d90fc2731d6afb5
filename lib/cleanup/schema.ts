import { bigint, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { jobExecutions } from "@/lib/jobs/schema/executions";

/**
 * What a clean-up has removed so far: each page writes it in its own transaction, so that a run which takes over after a
 * kill knows it. Goes with the row of its job.
 */
export const cleanupTallies = pgTable(
  "cleanup_tallies",
  {
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobExecutions.jobId, { onDelete: "cascade" }),
    /** A table, or a kind of file. */
    target: text("target").notNull(),
    count: bigint("count", { mode: "number" }).notNull(),
    bytes: bigint("bytes", { mode: "number" }).notNull(),
  },
  (row) => [primaryKey({ columns: [row.jobId, row.target] })],
);
