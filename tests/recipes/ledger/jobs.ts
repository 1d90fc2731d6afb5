import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

const ofAccount = { key: ({ accountId }: { accountId: string }) => `account-${accountId}` };

export const importPostings = defineJob({
  type: "import-postings",
  endpoint: "/api/jobs/import-postings",
  description: "Read an account's postings from the bank",
  payload: z.strictObject({ accountId: z.string() }),
  result: z.strictObject({ postings: z.number() }),
  timeoutSeconds: 120,
  concurrency: ofAccount,
});

export const closeMonth = defineJob({
  type: "close-month",
  endpoint: "/api/jobs/close-month",
  description: "Sum an account's month up",
  payload: z.strictObject({ accountId: z.string(), month: z.string() }),
  result: z.strictObject({ balance: z.string() }),
  timeoutSeconds: 60,
  concurrency: ofAccount,
});
