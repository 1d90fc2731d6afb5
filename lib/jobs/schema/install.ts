import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, text } from "drizzle-orm/pg-core";
import { time } from "./time";

/**
 * One row: which environment this database belongs to. A copy of production in staging carries production's
 * name, so staging publishes none of its jobs.
 */
export const jobInstall = pgTable(
  "job_install",
  {
    only: boolean("only").primaryKey().default(true),
    environment: text("environment").notNull(),
    epoch: integer("epoch").notNull(),
    /** When reconcile ended its latest pass. */
    reconciledAt: time("reconciled_at"),
    /** Dead letters of QStash that are older were taken over. */
    deadLettersUntil: time("dead_letters_until"),
    /** When the reading of the dead letters that is under way began, and where it goes on. */
    deadLettersScanAt: time("dead_letters_scan_at"),
    deadLettersCursor: text("dead_letters_cursor"),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
  },
  (install) => [check("job_install_one_row", sql`${install.only}`)],
);
