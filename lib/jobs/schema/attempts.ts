import { bigint, index, integer, pgEnum, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { OUTCOMES } from "@/lib/jobs/lifecycle";
import { time } from "./time";

export const jobOutcome = pgEnum("job_outcome", OUTCOMES);

/**
 * One row per run, written once by whoever ends the run. The statement that writes it holds the execution's row, so a
 * foreign key would only ask again, with each run; a trigger deletes the attempts of executions that are deleted.
 */
export const jobAttempts = pgTable(
  "job_attempts",
  {
    jobId: uuid("job_id").notNull(),
    run: integer("run").notNull(),
    leg: integer("leg").notNull(),
    attempt: integer("attempt").notNull(),
    outcome: jobOutcome("outcome").notNull(),
    startedAt: time("started_at").notNull(),
    finishedAt: time("finished_at").notNull(),
    /** From when the job was due, or a lost run let it go, to its claim, in milliseconds; null for a lost run. */
    waitedMs: bigint("waited_ms", { mode: "number" }),
    errorName: text("error_name"),
    errorMessage: text("error_message"),
    errorCode: text("error_code"),
    errorStack: text("error_stack"),
    /** The same for every error of one cause. */
    errorFingerprint: text("error_fingerprint"),
    /** Status the outside service answered with, where the error carries one. */
    httpStatus: integer("http_status"),
    messageId: text("message_id"),
    appVersion: text("app_version"),
  },
  (row) => [
    primaryKey({ columns: [row.jobId, row.run] }),
    // What the metrics have not counted yet.
    index("job_attempts_finished").on(row.finishedAt),
  ],
);
