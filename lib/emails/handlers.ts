import { handle } from "@/lib/jobs/handle";
import { sendEmail } from "./jobs";
import { renderEmail } from "./render";
import { sendMail } from "./send";

/** Renders the mail and sends it under the job's id; `send-error.ts` tells what each refusal means. */
export const handleSendEmail = handle(sendEmail, async (payload, ctx) => {
  const { template, to } = payload;
  const mail = await renderEmail(payload);
  const emailId = await sendMail({ to, template, ...mail }, { jobId: ctx.jobId, signal: ctx.signal });
  ctx.log("Email accepted by Resend", { template, emailId });
  return { emailId };
});
