import { sql } from "drizzle-orm";
import type { Source } from "./source";

/** Amounts are in the currency's smallest unit, as Stripe has them. */
export const subscriptions: Source = {
  name: "subscriptions",
  columns: [
    { name: "subscription_id", type: "text", value: sql`s.subscription_id` },
    { name: "plan", type: "text", value: sql`s.plan_name` },
    { name: "status", type: "text", value: sql`s.status` },
    { name: "amount", type: "number", value: sql`s.amount` },
    { name: "currency", type: "text", value: sql`s.currency` },
    { name: "interval", type: "text", value: sql`s.interval` },
    { name: "quantity", type: "number", value: sql`s.quantity` },
    { name: "started_at", type: "time", value: sql`s.started_at` },
    { name: "period_ends_at", type: "time", value: sql`s.current_period_ends_at` },
    { name: "ended_at", type: "time", value: sql`s.ended_at` },
  ],
  from: sql`subscriptions s`,
  createdAt: sql`s.created_at`,
  key: sql`s.subscription_id`,
  keyType: sql`text`,
  organization: sql`s.organization_id`,
};

export const invoices: Source = {
  name: "invoices",
  columns: [
    { name: "invoice_id", type: "text", value: sql`i.invoice_id` },
    { name: "subscription_id", type: "text", value: sql`i.subscription_id` },
    { name: "status", type: "text", value: sql`i.status` },
    { name: "amount_due", type: "number", value: sql`i.amount_due` },
    { name: "amount_paid", type: "number", value: sql`i.amount_paid` },
    { name: "currency", type: "text", value: sql`i.currency` },
    { name: "issued_at", type: "time", value: sql`i.issued_at` },
    { name: "paid_at", type: "time", value: sql`i.paid_at` },
  ],
  from: sql`invoices i`,
  createdAt: sql`i.created_at`,
  key: sql`i.invoice_id`,
  keyType: sql`text`,
  organization: sql`i.organization_id`,
};
