import { sql } from "drizzle-orm";
import { array, assert, asyncProperty, constantFrom, shuffledSubarray } from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stripeHandlers } from "@/lib/billing/stripe-handlers";
import type { Database } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import { openAppDatabase } from "@/tests/helpers/app-database";
import { makeOrganization } from "@/tests/helpers/organizations";
import { select } from "@/tests/helpers/rows";
import { stripeEvents } from "@/tests/helpers/stripe-events";

let db: Database;
let close: () => Promise<void>;
let organizationId: number;
let customers = 0;

beforeAll(async () => {
  const opened = await openAppDatabase();
  db = opened.db;
  const [owner] = await makeOrganization(db, ["owner", "member"]);
  organizationId = owner?.organizationId ?? 0;
  close = () => opened.close();
});
afterAll(() => close());

type Event = ReturnType<ReturnType<typeof stripeEvents>["checkout"]>;

/** Hands events in one after the other, each in a transaction, and collects the mails. */
async function happened(events: readonly Event[]): Promise<string[]> {
  const mails: string[] = [];
  for (const { id, type, created, data } of events) {
    await db.transaction(async (tx) => {
      const event = { id, type, occurredAt: new Date(created * 1_000), data: { data } };
      await stripeHandlers[type]?.(tx, event, (_job, payload) => {
        mails.push(sendEmail.payload.parse(payload).template);
        return id;
      });
    });
  }
  return mails;
}

function newCustomer() {
  customers += 1;
  return stripeEvents({ customer: `cus_${customers}`, organizationId });
}

describe("a subscription", () => {
  it("is what Stripe said last, in whatever order its events come, and however often", async () => {
    await assert(
      asyncProperty(
        shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
        array(constantFrom(0, 1, 2, 3, 4, 5)),
        async (order, again) => {
          const made = newCustomer();
          const events = [
            made.checkout(0),
            made.created(0),
            made.failed(20),
            made.updated(30, 9_900),
            made.paid(60),
            made.updated(60, 19_900),
          ];
          const mails = await happened([...order, ...again].flatMap((at) => events[at] ?? []));
          const [row] = await select(
            db,
            sql`
          select s.status, s.amount::int as amount, s.organization_id::int as organization, i.status as invoice,
            i.amount_paid::int as paid, i.organization_id::int as payer
          from subscriptions s join invoices i using (subscription_id) where subscription_id = ${made.subscriptionId}`,
          );
          expect(row).toEqual({
            status: "active",
            amount: 19_900,
            organization: organizationId,
            invoice: "paid",
            paid: 4_900,
            payer: organizationId,
          });
          expect(mails.filter((template) => template === "subscriptionCreated")).toHaveLength(1);
          expect(mails.filter((template) => template === "paymentFailed").length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("that ended stays ended, whatever comes late, within the same second too", async () => {
    await assert(
      asyncProperty(shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), async (order) => {
        const made = newCustomer();
        const events = [made.checkout(0), made.created(90), made.updated(90, 1), made.deleted(90)];
        await happened(order.flatMap((at) => events[at] ?? []));
        const rows = await select(
          db,
          sql`
          select status, ended_at is not null as ended from subscriptions where subscription_id = ${made.subscriptionId}`,
        );
        expect(rows).toEqual([{ status: "canceled", ended: true }]);
      }),
      { numRuns: 24 },
    );
  });

  it("is told of once, to owners and admins only, as soon as it is known whose it is", async () => {
    const made = newCustomer();
    expect(await happened([made.created(0), made.failed(10)])).toEqual([]);
    expect(await happened([made.checkout(0)])).toEqual(["subscriptionCreated", "paymentFailed"]);
    expect(await happened([made.checkout(0), made.updated(20, 1), made.failed(10)])).toEqual([]);
    expect(await happened([made.failed(30)])).toEqual(["paymentFailed"]);
  });

  it("of two customers at once keeps each its own, and of one customer none gets lost", async () => {
    const [one, two] = [newCustomer(), newCustomer()];
    await Promise.all(
      [[one.checkout(0)], [one.created(0)], [two.created(0)], [two.checkout(0)]].map(happened),
    );
    const rows = await select(
      db,
      sql`
      select organization_id::int as organization from subscriptions
      where subscription_id in (${one.subscriptionId}, ${two.subscriptionId})`,
    );
    expect(rows).toEqual([{ organization: organizationId }, { organization: organizationId }]);
  });

  it("whose plan has no name, or a strange one, is told of all the same", async () => {
    for (const nickname of ["", "Team\nPlan", " "]) {
      const made = newCustomer();
      const created = made.created(0);
      const object = JSON.parse(JSON.stringify(created.data.object));
      object.items.data[0].price.nickname = nickname;
      expect(await happened([made.checkout(0), { ...created, data: { object } }])).toEqual([
        "subscriptionCreated",
      ]);
    }
  });

  it("of an organization that there is not belongs to nobody", async () => {
    const made = stripeEvents({ customer: "cus_nobody", organizationId: 999_999_999 });
    expect(await happened([made.checkout(0), made.created(0)])).toEqual([]);
  });
});
