import { database } from "@/lib/db/client";
import { env } from "@/lib/env/env";
import { RetryAfterError } from "@/lib/jobs/errors";
import { handle, type JobContext } from "@/lib/jobs/handle";
import { type EmailPayload, sendEmail } from "./jobs";
import { renderEmail } from "./render";
import { type OutgoingMail, sendMail } from "./send";
import { noteSent } from "./sent-emails";
import { assertNotSuppressed } from "./suppressed-addresses";
import { withReason } from "./with-reason";

/** Mails that are put off are spread over this many seconds. */
const SPREAD_SECONDS = 30;

/** Renders the mail and sends it once; `send-error.ts` tells what each of Resend's refusals means. */
export const handleSendEmail = handle(sendEmail, async (payload, ctx) => {
  const mail = await rendered(payload, ctx);
  const emailId = await send(mail, ctx);
  ctx.log("Email accepted by Resend", { template: payload.template, emailId });
  return await ctx.complete({ emailId }, (tx) =>
    noteSent(tx, { ...mail, emailId, jobId: ctx.jobId, ...ctx.actor }),
  );
});

async function rendered(payload: EmailPayload, ctx: JobContext): Promise<OutgoingMail> {
  const { template, to } = payload;
  const told = payload.template === "jobFailed" ? withReason(payload, await ctx.cause()) : payload;
  return { from: env().RESEND_FROM, to, template, ...(await renderEmail(told)) };
}

async function send(request: OutgoingMail, ctx: JobContext): Promise<string> {
  const { jobId, attempt } = ctx;
  try {
    return await ctx.once("mail", {
      request,
      send: async (mail, sending) => {
        await assertNotSuppressed(database(), mail.to);
        return await sendMail(mail, { jobId, ...sending });
      },
    });
  } catch (error) {
    throw attempt > sendEmail.retries ? putOffIfNotItsFault(error) : error;
  }
}

/** A limit that all mails share, a call of an earlier run that is still being answered: those end late, not failed. */
const NOT_ITS_FAULT = new Set(["rate-limited", "send-in-flight"]);

function putOffIfNotItsFault(error: unknown): unknown {
  if (!(error instanceof RetryAfterError) || !NOT_ITS_FAULT.has(error.code)) return error;
  const { message, code } = error;
  const retryAfter = Number(error.retryAfter) + Math.random() * SPREAD_SECONDS;
  return new RetryAfterError(message, { retryAfter, code, usesAttempt: false, cause: error });
}
