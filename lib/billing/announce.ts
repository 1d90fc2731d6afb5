import { sql } from "drizzle-orm";
import { z } from "zod";
import { recordActivity } from "@/lib/activity/record-activity";
import { query, type Transaction } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import type { JobContext } from "@/lib/jobs/handle";

/**
 * Mails an organization's owners and admins what they have not heard of yet: a subscription that began, a charge that
 * failed. Noted in the same transaction, so each is told once; and only once it is known whose it is, whichever event
 * came first.
 */
export async function announce(
  tx: Transaction,
  customerId: string,
  enqueue: JobContext["enqueue"],
): Promise<void> {
  for (const begun of await newSubscriptions(tx, customerId)) {
    await note(tx, begun.organizationId, "subscription.created", begun.planName);
    if (begun.renewsAt === null || begun.interval === null) continue;
    for (const { name, email } of await payers(tx, begun.organizationId)) {
      const { organizationName, planName, amount, currency, interval, renewsAt } = begun;
      const price = { amount, currency };
      const data = {
        name,
        organizationName,
        planName,
        price,
        interval,
        renewsAt,
        billingUrl: env().BASE_URL,
      };
      enqueue(sendEmail, { template: "subscriptionCreated", to: email, data }, actorOf(begun));
    }
  }
  for (const failed of await newFailures(tx, customerId)) {
    await note(tx, failed.organizationId, "payment.failed", failed.invoiceId);
    for (const { name, email } of await payers(tx, failed.organizationId)) {
      const { organizationName, amount, currency, retriesAt } = failed;
      const price = { amount, currency };
      const retry = retriesAt === null ? {} : { retriesAt };
      const data = { name, organizationName, price, ...retry, billingUrl: env().BASE_URL };
      enqueue(sendEmail, { template: "paymentFailed", to: email, data }, actorOf(failed));
    }
  }
}

const moment = z
  .string()
  .transform((text) => new Date(text).toISOString())
  .nullable();
const told = {
  organizationId: z.number(),
  organizationName: z.string(),
  amount: z.number(),
  currency: z.string(),
};

/** The interval is null where mails have no words for it. */
const begun = z.object({
  ...told,
  planName: z.string(),
  interval: z.enum(["month", "year"]).nullable(),
  renewsAt: moment,
});

function newSubscriptions(tx: Transaction, customerId: string) {
  return query(
    tx,
    begun,
    sql`
    update subscriptions s set announced_at = clock_timestamp() from organizations o
    where s.customer_id = ${customerId} and o.id = s.organization_id and s.announced_at is null
      and s.status in ('active', 'trialing')
    returning o.id::float8 as "organizationId", o.name as "organizationName",
      (s.amount * s.quantity)::float8 as amount, s.currency, left(s.plan_name, 120) as "planName",
      case when s.interval in ('month', 'year') then s.interval end as interval,
      s.current_period_ends_at::text as "renewsAt"`,
  );
}

const failed = z.object({ ...told, invoiceId: z.string(), retriesAt: moment });

function newFailures(tx: Transaction, customerId: string) {
  return query(
    tx,
    failed,
    sql`
    update invoices i set announced_as_of = i.as_of from organizations o
    where i.customer_id = ${customerId} and o.id = i.organization_id and i.status = 'failed'
      and (i.announced_as_of is null or i.announced_as_of < i.as_of)
    returning o.id::float8 as "organizationId", o.name as "organizationName", i.invoice_id as "invoiceId",
      i.amount_due::float8 as amount, i.currency, i.next_attempt_at::text as "retriesAt"`,
  );
}

/** Who looks after the money: at most twenty people. */
function payers(tx: Transaction, organizationId: number) {
  return query(
    tx,
    z.object({ name: z.string(), email: z.string() }),
    sql`
    select u.name, u.email from members m join users u on u.id = m.user_id
    where m.organization_id = ${organizationId}::bigint and m.role ~ '(owner|admin)' order by m.id limit 20`,
  );
}

function actorOf({ organizationId }: { organizationId: number }) {
  return { actor: { userId: null, organizationId } };
}

function note(
  tx: Transaction,
  organizationId: number,
  action: "subscription.created" | "payment.failed",
  subject: string,
): Promise<void> {
  return recordActivity(tx, { organizationId, userId: null, action, subject });
}
