import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Executor, Transaction } from "@/lib/db/database";
import { NonRetryableError } from "@/lib/jobs/errors";
import type { JobContext } from "@/lib/jobs/handle";
import { announce } from "./announce";
import { linkCustomer } from "./link-customer";
import { checkoutSession, invoice, subscription } from "./stripe-objects";
import { writeInvoice } from "./write-invoice";
import { writeSubscription } from "./write-subscription";

/** An event as `lib/webhooks` hands it on. */
type StripeEvent = { id: string; type: string; occurredAt: Date | null; data: unknown };

type Handler = (tx: Transaction, event: StripeEvent, enqueue: JobContext["enqueue"]) => Promise<void>;

/**
 * What each of Stripe's events means here. They come in any order, some twice: each is weighed by when Stripe made it,
 * and what belongs to one customer is written one after the other.
 */
export const stripeHandlers: Readonly<Record<string, Handler>> = {
  "checkout.session.completed": async (tx, event, enqueue) => {
    const { customer, client_reference_id, metadata } = objectOf(event, checkoutSession);
    const organizationId = Number(client_reference_id ?? metadata?.organization_id);
    if (customer == null || !Number.isSafeInteger(organizationId)) return;
    await oneAtATime(tx, customer);
    await linkCustomer(tx, customer, organizationId);
    await announce(tx, customer, enqueue);
  },
  "customer.subscription.created": subscriptionHandler(0),
  "customer.subscription.updated": subscriptionHandler(1),
  "customer.subscription.deleted": subscriptionHandler(2),
  "invoice.payment_failed": invoiceHandler("failed", 0),
  "invoice.paid": invoiceHandler("paid", 1),
};

/** @param rank tells which of two events of the same second is the later one. */
function subscriptionHandler(rank: number): Handler {
  return async (tx, event, enqueue) => {
    const found = objectOf(event, subscription);
    await oneAtATime(tx, found.customer);
    await writeSubscription(tx, found, asOf(event, rank));
    await announce(tx, found.customer, enqueue);
  };
}

function invoiceHandler(status: "failed" | "paid", rank: number): Handler {
  return async (tx, event, enqueue) => {
    const found = objectOf(event, invoice);
    await oneAtATime(tx, found.customer);
    await writeInvoice(tx, { ...found, status }, asOf(event, rank));
    await announce(tx, found.customer, enqueue);
  };
}

/** Stripe's times are whole seconds, so the rank goes behind them. */
function asOf({ occurredAt }: StripeEvent, rank: number): string {
  return new Date((occurredAt?.getTime() ?? 0) + rank).toISOString();
}

/** Two events of one customer would not see what the other one writes. */
async function oneAtATime(tx: Executor, customerId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`stripe ${customerId}`}, 0))`);
}

const envelope = z.object({ data: z.object({ object: z.unknown() }) });

function objectOf<Shape extends z.ZodType>({ type, data }: StripeEvent, shape: Shape): z.output<Shape> {
  const parsed = shape.safeParse(envelope.safeParse(data).data?.data.object);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  throw new NonRetryableError(`The event ${type} has another shape than is known here. ${where}`, {
    code: "event-unreadable",
  });
}
