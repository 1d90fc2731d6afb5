import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const time = (name: string) => timestamp(name, { withTimezone: true });
/** Null until an event told whose it is: Stripe's events come in any order. */
const organizationId = () => bigint("organization_id", { mode: "number" });
/** In the currency's smallest unit. */
const money = (name: string) => bigint(name, { mode: "number" });

/** What organizations pay for, as Stripe last said; written by its webhooks only. */
export const subscriptions = pgTable(
  "subscriptions",
  {
    /** Stripe's `sub_…`. */
    subscriptionId: text("subscription_id").primaryKey(),
    organizationId: organizationId(),
    /** Stripe's `cus_…`. */
    customerId: text("customer_id").notNull(),
    /** Stripe's: incomplete, incomplete_expired, trialing, active, past_due, canceled, unpaid, paused. */
    status: text("status").notNull(),
    planName: text("plan_name").notNull(),
    amount: money("amount").notNull(),
    /** ISO 4217, upper case. */
    currency: text("currency").notNull(),
    /** `month` or `year`. */
    interval: text("interval").notNull(),
    quantity: integer("quantity").notNull().default(1),
    startedAt: time("started_at").notNull(),
    currentPeriodEndsAt: time("current_period_ends_at"),
    cancelAtPeriodEnd: boolean("cancel_at_period_end").notNull().default(false),
    endedAt: time("ended_at"),
    /** When Stripe made the event that the row is from: an older one changes nothing. */
    asOf: time("as_of").notNull(),
    /** When its organization was told of it by mail. */
    announcedAt: time("announced_at"),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
    updatedAt: time("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (row) => [
    index("subscriptions_of_organization").on(row.organizationId),
    index("subscriptions_of_customer").on(row.customerId),
  ],
);

/** What organizations were charged, as Stripe last said; written by its webhooks only. */
export const invoices = pgTable(
  "invoices",
  {
    /** Stripe's `in_…`. */
    invoiceId: text("invoice_id").primaryKey(),
    organizationId: organizationId(),
    customerId: text("customer_id").notNull(),
    subscriptionId: text("subscription_id"),
    /** `open`, `paid`, `failed` (a charge failed and none came since). */
    status: text("status").notNull(),
    amountDue: money("amount_due").notNull(),
    amountPaid: money("amount_paid").notNull(),
    currency: text("currency").notNull(),
    issuedAt: time("issued_at").notNull(),
    paidAt: time("paid_at"),
    nextAttemptAt: time("next_attempt_at"),
    asOf: time("as_of").notNull(),
    /** The `as_of` of the failed charge that its organization was told of last. */
    announcedAsOf: time("announced_as_of"),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
    updatedAt: time("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (row) => [
    index("invoices_of_organization").on(row.organizationId, row.issuedAt),
    index("invoices_of_customer").on(row.customerId),
  ],
);

/** Whose each of Stripe's customers is, as a completed checkout told. */
export const billingCustomers = pgTable("billing_customers", {
  /** Stripe's `cus_…`. */
  customerId: text("customer_id").primaryKey(),
  organizationId: bigint("organization_id", { mode: "number" }).notNull(),
  createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
});
