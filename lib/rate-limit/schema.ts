import { bigint, index, integer, pgTable, timestamp } from "drizzle-orm/pg-core";

/**
 * How many requests somebody has made in their latest minute: instances share no memory. At most a row for each person;
 * `cleanup-old-data` removes the old ones.
 */
export const requestCounts = pgTable(
  "request_counts",
  {
    userId: bigint("user_id", { mode: "number" }).primaryKey(),
    startedAt: timestamp("started_at", { withTimezone: true }).notNull(),
    count: integer("count").notNull(),
  },
  (row) => [index("request_counts_by_age").on(row.startedAt, row.userId)],
);
