import { handle } from "@/lib/jobs/handle";
import { sendLetter } from "./jobs";

export const handleSendLetter = handle(sendLetter, async ({ recipients, locale }, ctx) => {
  ctx.log("Sending", { recipients: recipients.length, locale });
  return { sent: recipients.length };
});
