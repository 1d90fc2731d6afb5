import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

/** Does what an event from a provider asks for. What it says lies in `webhook_events`, where it was kept at once. */
export const processWebhook = defineJob({
  type: "process-webhook",
  endpoint: "/api/jobs/webhook",
  description: "Process an event that a provider sent",
  payload: z.strictObject({
    /** `stripe`, `resend`, or the name of a custom source. */
    source: z.string().min(1).max(60),
    eventId: z.string().min(1).max(200),
    /** The event's type, such as `invoice.paid`. */
    event: z.string().max(200),
  }),
  result: z.strictObject({ handled: z.boolean() }),
  retries: 5,
  timeoutSeconds: 60,
  // A burst of one provider must not be refused: it would send again and again.
  openJobs: { perOrganization: "unlimited" },
});
