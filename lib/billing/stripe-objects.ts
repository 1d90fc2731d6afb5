import { z } from "zod";

/** What of Stripe's objects matters here, in the shapes of its older and newer API versions. */

const seconds = z.number().transform((value) => new Date(value * 1_000));
/** Stripe sends a related object as its id, or as the object itself. */
const id = z.union([z.string(), z.object({ id: z.string() }).transform((object) => object.id)]);
const currency = z.string().transform((code) => code.toUpperCase());

export const checkoutSession = z.object({
  customer: id.nullish(),
  /** What we gave the checkout: the organization. */
  client_reference_id: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

const price = z.object({
  id: z.string(),
  nickname: z.string().nullish(),
  lookup_key: z.string().nullish(),
  unit_amount: z.number().nullish(),
  currency,
  recurring: z.object({ interval: z.string() }).nullish(),
});

const item = z.object({ price, quantity: z.number().nullish(), current_period_end: seconds.nullish() });

export const subscription = z.object({
  id: z.string(),
  customer: id,
  status: z.string(),
  start_date: seconds,
  /** Of the subscription until 2025, of its items since. */
  current_period_end: seconds.nullish(),
  cancel_at_period_end: z.boolean().default(false),
  ended_at: seconds.nullish(),
  items: z.object({ data: z.array(item).min(1) }),
});

export type StripeSubscription = z.output<typeof subscription>;

const parent = z
  .object({ subscription_details: z.object({ subscription: id.nullish() }).nullish() })
  .nullish();

export const invoice = z.object({
  id: z.string(),
  customer: id,
  /** Of the invoice until 2025, of its parent since. */
  subscription: id.nullish(),
  parent,
  amount_due: z.number(),
  amount_paid: z.number(),
  currency,
  created: seconds,
  status_transitions: z.object({ paid_at: seconds.nullish() }).nullish(),
  next_payment_attempt: seconds.nullish(),
});

export type StripeInvoice = z.output<typeof invoice>;
