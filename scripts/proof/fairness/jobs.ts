import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";

/** What a run takes, in milliseconds: a call of somebody else's API. */
const WORK_MS = 50;

const common = {
  payload: z.strictObject({}),
  result: z.null(),
  timeoutSeconds: 30,
} as const;

/** Each organization has so many runs at once. */
export const fairJob = defineJob({
  ...common,
  type: "fair",
  endpoint: "/api/jobs/fair",
  description: "Has a limit per organization.",
  concurrency: { perOrganization: 10 },
});

/** The same with one limit for all, for comparison. */
export const unfairJob = defineJob({
  ...common,
  type: "unfair",
  endpoint: "/api/jobs/unfair",
  description: "Has one limit for all organizations.",
  concurrency: { total: 10 },
});

async function work(signal: AbortSignal): Promise<null> {
  await wait(WORK_MS, undefined, { signal });
  return null;
}

export const handleFair = handle(fairJob, (_, { signal }) => work(signal));
export const handleUnfair = handle(unfairJob, (_, { signal }) => work(signal));
