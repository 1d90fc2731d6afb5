import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

/** Fails as often as it is told, then works: to see what retries look like. Only the playground's page starts it. */
export const flaky = defineJob({
  type: "flaky",
  endpoint: "/api/jobs/playground",
  description: "Fail a few times on purpose, then recover",
  payload: z.strictObject({
    /** How many tries fail. */
    failures: z.int().min(0).max(5).default(2),
  }),
  result: z.strictObject({ tries: z.int() }),
  retries: 3,
  backoff: [3, 5],
  timeoutSeconds: 15,
});
