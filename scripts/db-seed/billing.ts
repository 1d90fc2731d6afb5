import type { Cell, Rows } from "./insert-rows";
import type { Company } from "./people";
import { byShare, DAY_MS, daysBefore, oneOf, randomOf, type SeedPlan } from "./plan";

/** Prices in the smallest unit: the yen has none below it, the dinar a thousand fils. */
const CURRENCIES = [
  { currency: "EUR", share: 0.4, cents: 100 },
  { currency: "USD", share: 0.3, cents: 100 },
  { currency: "GBP", share: 0.1, cents: 85 },
  { currency: "JPY", share: 0.1, cents: 160 },
  { currency: "BRL", share: 0.07, cents: 540 },
  { currency: "KWD", share: 0.03, cents: 310 },
] as const;

const PLANS = [
  { planName: "Starter", price: 19 },
  { planName: "Team", price: 49 },
  { planName: "Business", price: 129 },
] as const;

const STATUSES = [
  { status: "active", share: 0.72 },
  { status: "trialing", share: 0.08 },
  { status: "past_due", share: 0.05 },
  { status: "canceled", share: 0.15 },
] as const;

const MONTH_DAYS = 30.4375;

type Subscription = ReturnType<typeof makeSubscriptions>[number];

/** What four of five organizations pay for. */
export function makeSubscriptions(plan: SeedPlan, companies: readonly Company[]) {
  const random = randomOf(plan, "subscriptions");
  return companies.flatMap((company, index) => {
    if (index % 5 === 4) return [];
    const { planName, price } = oneOf(random, PLANS);
    const { currency, cents } = byShare(random, CURRENCIES);
    const isYearly = random() < 0.2;
    const { status } = byShare(random, STATUSES);
    const startedAt = startOf(plan, company, status === "trialing", random() * 14);
    const lived = plan.until.getTime() - startedAt.getTime();
    const endedAt = status === "canceled" ? new Date(startedAt.getTime() + lived * random()) : null;
    return {
      id: `seed_${index + 1}`,
      company,
      status,
      planName,
      currency,
      amount: price * cents * (isYearly ? 10 : 1),
      quantity: 1 + Math.floor(random() ** 3 * 40),
      interval: isYearly ? "year" : "month",
      periodDays: isYearly ? MONTH_DAYS * 12 : MONTH_DAYS,
      startedAt,
      endedAt,
    };
  });
}

/** Some days after the organization was made; a trial began that many days before the end. */
function startOf({ until }: SeedPlan, { createdAt }: Company, isTrial: boolean, days: number): Date {
  const start = isTrial ? daysBefore(until, days) : daysBefore(createdAt, -days);
  return start < until ? start : until;
}

export function subscriptionRows(plan: SeedPlan, subscriptions: readonly Subscription[]): Rows {
  return {
    table: "subscriptions",
    columns: [
      "subscription_id",
      "organization_id",
      "customer_id",
      "status",
      "plan_name",
      "amount",
      "currency",
      "interval",
      "quantity",
      "started_at",
      "current_period_ends_at",
      "ended_at",
      "as_of",
      "created_at",
      "updated_at",
    ],
    rows: subscriptions.map((one) => [
      `sub_${one.id}`,
      one.company.id,
      `cus_${one.id}`,
      one.status,
      one.planName,
      one.amount,
      one.currency,
      one.interval,
      one.quantity,
      one.startedAt,
      periodEnd(plan, one),
      one.endedAt,
      one.endedAt ?? plan.until,
      one.startedAt,
      one.endedAt ?? plan.until,
    ]),
  };
}

/** The end of the period that is paid for at the end, or was when it ended. */
function periodEnd({ until }: SeedPlan, { startedAt, endedAt, periodDays }: Subscription): Date {
  const lived = Math.max(0, (endedAt ?? until).getTime() - startedAt.getTime()) / DAY_MS;
  return daysBefore(startedAt, -Math.ceil(lived / periodDays + 0.001) * periodDays);
}

/** One for each period that began; of those past due, the last one was refused. */
export function invoiceRows(plan: SeedPlan, subscriptions: readonly Subscription[]): Rows {
  return {
    table: "invoices",
    columns: [
      "invoice_id",
      "organization_id",
      "customer_id",
      "subscription_id",
      "status",
      "amount_due",
      "amount_paid",
      "currency",
      "issued_at",
      "paid_at",
      "as_of",
      "created_at",
      "updated_at",
    ],
    rows: subscriptions
      .filter(({ status }) => status !== "trialing")
      .flatMap((subscription) => invoices(plan, subscription)),
  };
}

function invoices(plan: SeedPlan, subscription: Subscription): Cell[][] {
  const { id, company, startedAt, endedAt, periodDays, currency } = subscription;
  const end = (endedAt ?? plan.until).getTime();
  const count = Math.max(1, Math.ceil((end - startedAt.getTime()) / (periodDays * DAY_MS)));
  const due = subscription.amount * subscription.quantity;
  return Array.from({ length: count }, (_, index) => {
    const issuedAt = daysBefore(startedAt, -index * periodDays);
    const isRefused = subscription.status === "past_due" && index === count - 1;
    const paidAt = isRefused ? null : new Date(issuedAt.getTime() + 3_600_000);
    const status = isRefused ? "failed" : "paid";
    const paid = isRefused ? 0 : due;
    const named = [`in_${id}_${index + 1}`, company.id, `cus_${id}`, `sub_${id}`];
    const asOf = paidAt ?? issuedAt;
    return [...named, status, due, paid, currency, issuedAt, paidAt, asOf, issuedAt, asOf];
  });
}
