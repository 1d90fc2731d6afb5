import { sql } from "drizzle-orm";
import { integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { jobExecutions } from "./executions";
import { time } from "./time";

/** Lines of `ctx.log`, written with heartbeats and settlements; bounded per run. */
export const jobLogs = pgTable(
  "job_logs",
  {
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobExecutions.jobId, { onDelete: "cascade" }),
    run: integer("run").notNull(),
    /** From 1 in each run. */
    line: integer("line").notNull(),
    /** When it was said, by the clock of the process that ran the handler. */
    at: time("at").notNull().default(sql`clock_timestamp()`),
    message: text("message").notNull(),
    fields: jsonb("fields"),
  },
  (row) => [primaryKey({ columns: [row.jobId, row.run, row.line] })],
);
