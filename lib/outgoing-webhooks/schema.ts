import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { organizations } from "@/lib/auth/schema";

const time = (name: string) => timestamp(name, { withTimezone: true });

/** Where an organization wants to hear of its jobs, and how that goes. What it hears of is a standing follow-up. */
export const webhookEndpoints = pgTable(
  "webhook_endpoints",
  {
    endpointId: uuid("endpoint_id").primaryKey(),
    organizationId: bigint("organization_id", { mode: "number" })
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    url: text("url").notNull(),
    description: text("description"),
    /** `job.completed`, `job.failed`. */
    events: text("events").array().notNull(),
    /** Types of jobs that it hears of; null for all. */
    jobTypes: text("job_types").array(),
    /** `whsec_…`; both sign while one is being replaced. */
    secret: text("secret").notNull(),
    previousSecret: text("previous_secret"),
    previousSecretUntil: time("previous_secret_until"),
    disabledAt: time("disabled_at"),
    /** `by-hand`, `failing` or `gone`. */
    disabledReason: text("disabled_reason"),
    /** First failure since the last success, and tries that failed since; null and 0 while all is well. */
    failingSince: time("failing_since"),
    failures: integer("failures").notNull().default(0),
    lastFailure: text("last_failure"),
    lastFailureAt: time("last_failure_at"),
    lastSuccessAt: time("last_success_at"),
    createdBy: bigint("created_by", { mode: "number" }),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
    updatedAt: time("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (row) => [index("webhook_endpoints_of_organization").on(row.organizationId)],
);
