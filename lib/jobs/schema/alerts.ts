import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { time } from "./time";

/** One row per episode: a stretch of time in which a rule's value was too high. */
export const jobAlerts = pgTable(
  "job_alerts",
  {
    id: uuid("id").primaryKey(),
    rule: text("rule").notNull(),
    /** A type or a schedule; empty for the whole app. */
    subject: text("subject").notNull(),
    value: doublePrecision("value").notNull(),
    /** When the value went above. */
    since: time("since").notNull(),
    /** Null while it has not been above for long enough. */
    firedAt: time("fired_at"),
    /** Since when the value is down again. */
    clearSince: time("clear_since"),
    resolvedAt: time("resolved_at"),
    /** Somebody was told that it fires; nobody is while it is silenced. */
    isTold: boolean("is_told").notNull().default(false),
  },
  (alert) => [
    check(
      "job_alerts_resolved_after_fired",
      sql`${alert.resolvedAt} is null or ${alert.firedAt} is not null`,
    ),
    uniqueIndex("job_alerts_open").on(alert.rule, alert.subject).where(sql`resolved_at is null`),
    // What people look at, and what retention reads.
    index("job_alerts_resolved").on(alert.resolvedAt).where(sql`resolved_at is not null`),
  ],
);

/** Nobody is told of these rules until then. */
export const jobAlertSilences = pgTable(
  "job_alert_silences",
  {
    id: uuid("id").primaryKey(),
    /** Null: all rules. */
    rule: text("rule"),
    /** Null: all subjects. */
    subject: text("subject"),
    until: time("until").notNull(),
    userId: bigint("user_id", { mode: "number" }),
    reason: text("reason").notNull(),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
  },
  (silence) => [index("job_alert_silences_until").on(silence.until)],
);
