import { Stripe } from "stripe";

export const STRIPE_SECRET = "whsec_abcdefghijklmnopqrstuvwxyz012345";

/** In seconds since 1970. */
const at = (second: number) => 1_790_000_000 + second;

/** Events as Stripe sends them, of one customer, at `second` seconds after a moment. */
export function stripeEvents(ids: { customer: string; organizationId: number }) {
  const subscriptionId = `sub_${ids.customer}`;
  const invoiceId = `in_${ids.customer}`;
  const event = (type: string, second: number, object: unknown) => ({
    id: `evt_${ids.customer}_${type}_${second}`,
    object: "event",
    type,
    created: at(second),
    data: { object },
  });
  const subscription = (status: string, amount = 4_900) => ({
    id: subscriptionId,
    customer: ids.customer,
    status,
    start_date: at(0),
    cancel_at_period_end: false,
    ended_at: status === "canceled" ? at(90) : null,
    items: {
      data: [
        {
          quantity: 1,
          current_period_end: at(2_592_000),
          price: {
            id: "price_1",
            nickname: "Team",
            unit_amount: amount,
            currency: "eur",
            recurring: { interval: "month" },
          },
        },
      ],
    },
  });
  const invoice = (amountPaid: number) => ({
    id: invoiceId,
    customer: ids.customer,
    parent: { subscription_details: { subscription: subscriptionId } },
    amount_due: 4_900,
    amount_paid: amountPaid,
    currency: "eur",
    created: at(1),
    status_transitions: { paid_at: amountPaid > 0 ? at(60) : null },
    next_payment_attempt: amountPaid > 0 ? null : at(259_200),
  });
  return {
    checkout: (second: number) =>
      event("checkout.session.completed", second, {
        customer: ids.customer,
        client_reference_id: String(ids.organizationId),
      }),
    created: (second: number) => event("customer.subscription.created", second, subscription("active")),
    updated: (second: number, amount: number) =>
      event("customer.subscription.updated", second, subscription("active", amount)),
    deleted: (second: number) => event("customer.subscription.deleted", second, subscription("canceled")),
    failed: (second: number) => event("invoice.payment_failed", second, invoice(0)),
    paid: (second: number) => event("invoice.paid", second, invoice(4_900)),
    subscriptionId,
    invoiceId,
  };
}

/** Signed by Stripe's own helper, as of so many seconds from now. */
export function signedByStripe(body: string, secret = STRIPE_SECRET, secondsFromNow = 0): string {
  const timestamp = Math.floor(Date.now() / 1_000) + secondsFromNow;
  return Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
}
