import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

/** One per organization that wants it, on the day of the week and in the zone that it chose. */
export const sendDigest = defineJob({
  type: "send-digest",
  endpoint: "/api/jobs/digest",
  description: "Sums up an organization's week",
  payload: z.object({ to: z.email() }),
  result: z.object({ text: z.string() }),
  retries: 3,
  timeoutSeconds: 30,
});
