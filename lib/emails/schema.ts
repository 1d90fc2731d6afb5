import { sql } from "drizzle-orm";
import { bigint, index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

const time = (name: string) => timestamp(name, { withTimezone: true });

/** Mails that Resend accepted, and what became of them. */
export const sentEmails = pgTable(
  "sent_emails",
  {
    /** Resend's id of the mail. */
    emailId: text("email_id").primaryKey(),
    /** The job that sent it; null where Resend's webhook came before the job ended. */
    jobId: uuid("job_id").unique(),
    organizationId: bigint("organization_id", { mode: "number" }),
    userId: bigint("user_id", { mode: "number" }),
    template: text("template"),
    to: text("to_address").notNull(),
    subject: text("subject").notNull(),
    /** `sent`, `delayed`, `delivered`, `bounced`, `complained`, `failed` or `suppressed`. */
    status: text("status").notNull().default("sent"),
    /** When Resend says that it became so. */
    statusAt: time("status_at").notNull().default(sql`clock_timestamp()`),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
  },
  (row) => [
    index("sent_emails_of_organization").on(row.organizationId, row.createdAt),
    index("sent_emails_by_age").on(row.createdAt),
  ],
);

/** Addresses that bounced for good or complained: nothing is mailed to them any more. */
export const suppressedAddresses = pgTable("suppressed_addresses", {
  /** Lower case. */
  address: text("address").primaryKey(),
  /** `bounced` or `complained`. */
  reason: text("reason").notNull(),
  /** The mail that showed it. */
  emailId: text("email_id"),
  createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
});
