import { sql } from "drizzle-orm";
import { bigint, index, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/**
 * Who did what in an organization. No foreign keys: the log outlives the people in it, and deleting an
 * organization must not touch a million rows in one statement; `cleanup-old-data` removes what is old.
 */
export const activityLogs = pgTable(
  "activity_logs",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    organizationId: bigint("organization_id", { mode: "number" }).notNull(),
    /** Null where nobody did it by hand: a schedule, a payment provider. */
    userId: bigint("user_id", { mode: "number" }),
    /** A thing and what happened to it, such as `member.invited`. */
    action: text("action").notNull(),
    /** What it happened to, for people: an address, a file's name. */
    subject: text("subject"),
    details: jsonb("details").$type<Record<string, string | number | boolean | null>>(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().default(sql`clock_timestamp()`),
  },
  (row) => [
    index("activity_logs_of_organization").on(row.organizationId, row.createdAt, row.id),
    index("activity_logs_by_age").on(row.createdAt, row.id),
  ],
);
