import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { StripeSubscription } from "./stripe-objects";

/** The subscription as Stripe has it by then. Older news change nothing, and one that ended does not come back. */
export async function writeSubscription(
  tx: Executor,
  found: StripeSubscription,
  asOf: string,
): Promise<void> {
  const [item] = found.items.data;
  if (item === undefined) return;
  const { price, quantity } = item;
  const periodEnd = found.current_period_end ?? item.current_period_end;
  await tx.execute(sql`
    insert into subscriptions (subscription_id, organization_id, customer_id, status, plan_name, amount, currency,
      interval, quantity, started_at, current_period_ends_at, cancel_at_period_end, ended_at, as_of)
    values (${found.id}, (select organization_id from billing_customers where customer_id = ${found.customer}),
      ${found.customer}, ${found.status}, ${planName(price)},
      ${price.unit_amount ?? 0}::bigint, ${price.currency}, ${price.recurring?.interval ?? "month"},
      ${quantity ?? 1}::int, ${found.start_date.toISOString()}::timestamptz,
      ${periodEnd?.toISOString() ?? null}::timestamptz, ${found.cancel_at_period_end},
      ${found.ended_at?.toISOString() ?? null}::timestamptz, ${asOf}::timestamptz)
    on conflict (subscription_id) do update set status = excluded.status, plan_name = excluded.plan_name,
      amount = excluded.amount, currency = excluded.currency, interval = excluded.interval,
      quantity = excluded.quantity, started_at = excluded.started_at,
      current_period_ends_at = excluded.current_period_ends_at,
      cancel_at_period_end = excluded.cancel_at_period_end, ended_at = excluded.ended_at, as_of = excluded.as_of,
      updated_at = clock_timestamp()
    where subscriptions.as_of <= excluded.as_of and subscriptions.status not in ('canceled', 'incomplete_expired')`);
}

/** A line that a mail can show. */
function planName({
  nickname,
  lookup_key,
  id,
}: StripeSubscription["items"]["data"][number]["price"]): string {
  const line = (nickname || lookup_key || id).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line.slice(0, 120).trim() || id;
}
