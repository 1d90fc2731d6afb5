import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

const time = (name: string) => timestamp(name, { withTimezone: true });

/** Events that providers sent us, each once: its row and its job are committed before the provider hears 2xx. */
export const webhookEvents = pgTable(
  "webhook_events",
  {
    /** `stripe`, `resend`, or the name of a custom source. */
    source: text("source").notNull(),
    /** The provider's own id of the event. */
    eventId: text("event_id").notNull(),
    type: text("type").notNull(),
    data: jsonb("data").notNull(),
    /** `received`, `processed`, or `unhandled`: kept, but nothing here knows what to do with its type. */
    status: text("status").notNull().default("received"),
    jobId: uuid("job_id").notNull(),
    /** When the provider says that it happened. */
    occurredAt: time("occurred_at"),
    receivedAt: time("received_at").notNull().default(sql`clock_timestamp()`),
    processedAt: time("processed_at"),
  },
  (row) => [
    primaryKey({ columns: [row.source, row.eventId] }),
    index("webhook_events_by_age").on(row.receivedAt),
  ],
);
