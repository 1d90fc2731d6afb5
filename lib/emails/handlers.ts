import { RetryAfterError } from "@/lib/jobs/errors";
import { handle, type JobContext } from "@/lib/jobs/handle";
import { type EmailPayload, sendEmail } from "./jobs";
import { renderEmail } from "./render";
import { sendMail } from "./send";

/** Mails that met the rate limit to the last are spread over this many seconds. */
const SPREAD_SECONDS = 30;

/** Renders the mail and sends it under the job's id; `send-error.ts` tells what each refusal means. */
export const handleSendEmail = handle(sendEmail, async (payload, ctx) => {
  const emailId = await send(payload, ctx);
  ctx.log("Email accepted by Resend", { template: payload.template, emailId });
  return { emailId };
});

async function send(payload: EmailPayload, { jobId, signal, attempt }: JobContext): Promise<string> {
  const { template, to } = payload;
  const mail = await renderEmail(payload);
  try {
    return await sendMail({ to, template, ...mail }, { jobId, signal });
  } catch (error) {
    throw attempt > sendEmail.retries ? putOffIfRateLimited(error) : error;
  }
}

/** The limit is shared by all mails and no fault of this one: a burst must end late, not failed. */
function putOffIfRateLimited(error: unknown): unknown {
  if (!(error instanceof RetryAfterError) || error.code !== "rate-limited") return error;
  const retryAfter = Number(error.retryAfter) + Math.random() * SPREAD_SECONDS;
  return new RetryAfterError(error.message, {
    retryAfter,
    code: error.code,
    usesAttempt: false,
    cause: error,
  });
}
