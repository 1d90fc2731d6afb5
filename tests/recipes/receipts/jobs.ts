import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

export const writeReceipts = defineJob({
  type: "write-receipts",
  endpoint: "/api/jobs/receipts",
  description: "Write the receipts of a year into one file",
  payload: z.strictObject({ year: z.int().min(2000).max(2100) }),
  result: z.strictObject({ artifactId: z.uuid(), rows: z.number(), bytes: z.number() }),
  timeoutSeconds: 120,
});
