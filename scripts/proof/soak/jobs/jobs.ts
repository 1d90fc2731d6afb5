import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { familyPayload, relayPayload, slowPayload, workPayload, writePayload } from "./payload";

/** Soon again, and often enough that kills and a lossy provider do not use the budget up. */
const PATIENT: { retries: number; backoff: [number, ...number[]] } = {
  retries: 12,
  backoff: [0, 1, 1, 2, 2, 3],
};

const receipts = z.object({ receipts: z.record(z.string(), z.string()) });

/** Has effects outside, maybe throws, maybe never succeeds. */
export const work = defineJob({
  type: "soak-work",
  endpoint: "/api/jobs/soak-work",
  description: "Has effects outside.",
  payload: workPayload,
  result: receipts,
  timeoutSeconds: 25,
  ...PATIENT,
});

/** Completes together with a row in the same database. */
export const write = defineJob({
  type: "soak-write",
  endpoint: "/api/jobs/soak-write",
  description: "Completes together with a row in the same database.",
  payload: writePayload,
  result: z.object({}),
  timeoutSeconds: 20,
  ...PATIENT,
});

/** Goes on from step to step, each with an effect. */
export const relay = defineJob({
  type: "soak-relay",
  endpoint: "/api/jobs/soak-relay",
  description: "Goes on from step to step.",
  payload: relayPayload,
  result: receipts,
  timeoutSeconds: 20,
  maxContinuations: 10,
  ...PATIENT,
});

/** Waits for its children, then has an effect of its own. */
export const family = defineJob({
  type: "soak-family",
  endpoint: "/api/jobs/soak-family",
  description: "Waits for its children.",
  payload: familyPayload,
  result: z.object({ receipts: z.record(z.string(), z.string()), ended: z.number() }),
  timeoutSeconds: 20,
  ...PATIENT,
});

/** Runs into its time limit of one second before it succeeds. */
export const slow = defineJob({
  type: "soak-slow",
  endpoint: "/api/jobs/soak-slow",
  description: "Runs into its time limit.",
  payload: slowPayload,
  result: receipts,
  timeoutSeconds: 1,
  ...PATIENT,
});
