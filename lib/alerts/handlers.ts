import { env } from "@/lib/env/env";
import { signatureHeaders } from "@/lib/http/outgoing/sign";
import { retryAfterSeconds } from "@/lib/http/retry-after";
import { NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";
import { handle } from "@/lib/jobs/handle";
import { sendAlert } from "./jobs";

/** How long a receiver may take to answer, in milliseconds. */
const ANSWER_MS_MAX = 10_000;

/** When a receiver that has too much to do is asked again, in seconds, unless it says when. */
const BUSY_SECONDS = 60;

/**
 * Posts alerts to `ALERT_WEBHOOK_URL`, signed as Standard Webhooks has it. The id of the message is the job's, so that
 * a receiver takes a repetition for one. The operators themselves chose the address, which may be internal.
 */
export const handleSendAlert = handle(sendAlert, async (payload, ctx) => {
  const { ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET } = env();
  if (ALERT_WEBHOOK_URL === undefined || ALERT_WEBHOOK_SECRET === undefined)
    throw new NonRetryableError("ALERT_WEBHOOK_URL is not set any more.", { code: "no-webhook" });
  const body = JSON.stringify({ type: "jobs.alerts", ...payload });
  const response = await fetch(ALERT_WEBHOOK_URL, {
    method: "POST",
    body,
    redirect: "manual",
    headers: {
      "Content-Type": "application/json",
      ...signatureHeaders({ id: ctx.jobId, body, secrets: [ALERT_WEBHOOK_SECRET], at: new Date() }),
    },
    signal: AbortSignal.any([ctx.signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw refusal(response);
  return { status: response.status };
});

/** Another status than 2xx may be another tomorrow; only too many requests comes with a time. */
function refusal({ status, headers }: Response): Error {
  const message = `The alert webhook answered ${status}.`;
  if (status !== 429) return new Error(message);
  const retryAfter = retryAfterSeconds(Object.fromEntries(headers), BUSY_SECONDS);
  return new RetryAfterError(message, { retryAfter, code: "webhook-busy" });
}
