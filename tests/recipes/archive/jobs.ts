import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

export const archiveOrders = defineJob({
  type: "archive-orders",
  endpoint: "/api/jobs/archive",
  description: "Archive the orders of past years",
  payload: z.strictObject({ before: z.iso.date() }),
  result: z.strictObject({ archived: z.number() }),
  timeoutSeconds: 60,
  maxContinuations: 5000,
});
