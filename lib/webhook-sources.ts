import { stripeHandlers } from "./billing/stripe-handlers";
import { RESEND_EVENTS } from "./emails/apply-resend-event";
import { handleResendEvent } from "./emails/resend-handlers";
import { env } from "./env/env";
import type { EventHandler, WebhookSource, WebhookSources } from "./webhooks/source";
import { verifyStandard } from "./webhooks/verify-standard";
import { verifyStripe } from "./webhooks/verify-stripe";

/** Our own sources, by name: `/api/webhooks/custom/{name}`, with their secrets in WEBHOOK_SECRETS. */
const custom: Readonly<Record<string, Readonly<Record<string, EventHandler>>>> = {};

/** The one list of who sends us events. A source without a secret does not exist. */
export function webhookSources(): WebhookSources {
  const { STRIPE_WEBHOOK_SECRETS, RESEND_WEBHOOK_SECRETS, WEBHOOK_SECRETS } = env();
  const sources = new Map<string, WebhookSource>();
  if (STRIPE_WEBHOOK_SECRETS.length > 0) {
    const verify: WebhookSource["verify"] = (body, headers) =>
      verifyStripe(body, headers, STRIPE_WEBHOOK_SECRETS);
    sources.set("stripe", { verify, handlers: stripeHandlers });
  }
  if (RESEND_WEBHOOK_SECRETS.length > 0)
    sources.set("resend", standard(RESEND_WEBHOOK_SECRETS, resendHandlers));
  for (const [name, secrets] of WEBHOOK_SECRETS)
    sources.set(`custom/${name}`, standard(secrets, custom[name] ?? {}));
  return sources;
}

const resendHandlers = Object.fromEntries(RESEND_EVENTS.map((type) => [type, handleResendEvent]));

function standard(secrets: readonly string[], handlers: WebhookSource["handlers"]): WebhookSource {
  return { verify: (body, headers) => verifyStandard(body, headers, secrets), handlers };
}
