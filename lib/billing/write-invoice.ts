import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { StripeInvoice } from "./stripe-objects";

/** The invoice as Stripe has it by then. Older news change nothing, and what is paid stays paid. */
export async function writeInvoice(
  tx: Executor,
  found: StripeInvoice & { status: "failed" | "paid" },
  asOf: string,
): Promise<void> {
  const subscriptionId = found.subscription ?? found.parent?.subscription_details?.subscription ?? null;
  await tx.execute(sql`
    insert into invoices (invoice_id, organization_id, customer_id, subscription_id, status, amount_due, amount_paid,
      currency, issued_at, paid_at, next_attempt_at, as_of)
    values (${found.id}, (select organization_id from billing_customers where customer_id = ${found.customer}),
      ${found.customer}, ${subscriptionId}, ${found.status}, ${found.amount_due}::bigint, ${found.amount_paid}::bigint,
      ${found.currency}, ${found.created.toISOString()}::timestamptz,
      ${found.status_transitions?.paid_at?.toISOString() ?? null}::timestamptz,
      ${found.next_payment_attempt?.toISOString() ?? null}::timestamptz, ${asOf}::timestamptz)
    on conflict (invoice_id) do update set status = excluded.status, amount_due = excluded.amount_due,
      amount_paid = excluded.amount_paid, paid_at = excluded.paid_at, next_attempt_at = excluded.next_attempt_at,
      as_of = excluded.as_of, updated_at = clock_timestamp()
    where invoices.status <> 'paid' and (excluded.status = 'paid' or invoices.as_of <= excluded.as_of)`);
}
