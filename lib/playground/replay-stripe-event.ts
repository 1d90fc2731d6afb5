import { sql } from "drizzle-orm";
import { Stripe } from "stripe";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { Problem } from "@/lib/http/problem";

/** Stripe sends again what it is not sure of. */
const TIMES = 3;

type Replay = {
  /** Where the app is. */
  baseUrl: string;
  secret: string;
  /** Of this event among others. */
  key: string;
};

/**
 * Sends the app an event as Stripe would, signed, three times at once.
 *
 * @returns the one job that came of it.
 * @throws {Problem} `unavailable` when the app did not take it each time.
 */
export async function replayStripeEvent({ baseUrl, secret, key }: Replay): Promise<string> {
  const eventId = `evt_playground_${key}`;
  const body = JSON.stringify(paidInvoice(eventId));
  const headers = {
    "content-type": "application/json",
    "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload: body, secret }),
  };
  const send = () => fetch(`${baseUrl}/api/webhooks/stripe`, { method: "POST", headers, body });
  const answers = await Promise.all(Array.from({ length: TIMES }, send));
  const jobId = await jobOf(eventId);
  if (jobId !== null && answers.every(({ ok }) => ok)) return jobId;
  const said = answers.map(({ status }) => status).join(", ");
  throw new Problem("unavailable", `The app answered its own event with ${said}.`);
}

async function jobOf(eventId: string): Promise<string | null> {
  const [found] = await query(
    database(),
    z.object({ jobId: z.string() }),
    sql`select job_id::text as "jobId" from webhook_events where source = 'stripe' and event_id = ${eventId}`,
  );
  return found?.jobId ?? null;
}

/** Of a customer who is no customer of ours, so that nobody is told of it. */
function paidInvoice(eventId: string): object {
  const now = Math.floor(Date.now() / 1_000);
  return {
    id: eventId,
    object: "event",
    type: "invoice.paid",
    created: now,
    data: {
      object: {
        id: `in_${eventId}`,
        customer: "cus_playground",
        amount_due: 4_900,
        amount_paid: 4_900,
        currency: "eur",
        created: now,
        status_transitions: { paid_at: now },
      },
    },
  };
}
