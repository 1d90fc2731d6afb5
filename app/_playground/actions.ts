"use server";

import type { StartedJob } from "@/app/_components/started-job";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import { startExport } from "@/lib/exports/start-export";
import { Problem } from "@/lib/http/problem";
import { keyOf } from "@/lib/jobs/dispatch";
import { enqueue } from "@/lib/jobs/enqueue";
import { fillActivity } from "@/lib/playground/fill-activity";
import { flaky } from "@/lib/playground/jobs";
import { replayStripeEvent } from "@/lib/playground/replay-stripe-event";
import { saying } from "./saying";

/** Exports the activity of the person's organization, of which there is enough afterwards. */
export async function startSampleExport(_: null, given: unknown): Promise<StartedJob> {
  return await saying(given, async ({ actor, email }, key) => {
    if (actor.organizationId !== null) await fillActivity(actor.organizationId, actor.userId);
    const request = { exportType: "activity-logs", format: "xlsx", notifyEmail: email } as const;
    return (await startExport(actor, request, key)).jobId;
  });
}

/** Mails the person the welcome that new people get. */
export async function sendSampleMail(_: null, given: unknown): Promise<StartedJob> {
  return await saying(given, async ({ actor, name, email }, key) => {
    const data = { name, dashboardUrl: env().BASE_URL };
    const { userId, organizationId } = actor;
    const options = { actor: { userId, organizationId }, idempotencyKey: keyOf(actor, key) };
    return (await enqueue(sendEmail, { template: "welcome", to: email, data }, options)).jobId;
  });
}

/** Starts a job that fails twice and then works. */
export async function startFlaky(_: null, given: unknown): Promise<StartedJob> {
  return await saying(given, async ({ actor }, key) => {
    const { userId, organizationId } = actor;
    const options = { actor: { userId, organizationId }, idempotencyKey: keyOf(actor, key) };
    return (await enqueue(flaky, { failures: 2 }, options)).jobId;
  });
}

/** Sends the app the same event three times, as Stripe does when it is not sure. */
export async function replaySampleEvent(_: null, given: unknown): Promise<StartedJob> {
  return await saying(given, async ({ actor }, key, { stripeSecret }) => {
    if (stripeSecret === null) throw new Problem("not-found", "No STRIPE_WEBHOOK_SECRETS are set.");
    return await replayStripeEvent({
      baseUrl: env().BASE_URL,
      secret: stripeSecret,
      key: `${actor.userId}_${key}`,
    });
  });
}
