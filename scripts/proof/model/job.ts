import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";
import { handle } from "@/lib/jobs/handle";

/** What a run does, as the model tells it. */
export const ACTS = [
  "return",
  "throw",
  "give-up",
  "continue",
  "defer",
  "charge",
  "charge-and-throw",
  "wait",
  "wait-cancelling",
  "wait-for-none",
] as const;

export type Act = (typeof ACTS)[number];

export const modelJob = defineJob({
  type: "model",
  endpoint: "/api/jobs/model",
  description: "Does what the model tells it.",
  payload: z.strictObject({}),
  result: z.string(),
  timeoutSeconds: 20,
  backoff: [0],
  maxContinuations: 2,
});

/** What the next run of a job does; default return. */
export const acts = new Map<string, Act>();

/** Somebody outside who honours idempotency keys: the keys of each job that took effect. */
export const charged = new Map<string, Set<string>>();

export function charge(jobId: string, key: string): string {
  const keys = charged.get(jobId) ?? new Set();
  charged.set(jobId, keys.add(key));
  return key;
}

export const handleModel = handle(modelJob, async (_, ctx) => {
  const act = acts.get(ctx.jobId) ?? "return";
  switch (act) {
    case "return":
      return "returned";
    case "throw":
      throw new Error("told to throw");
    case "give-up":
      throw new NonRetryableError("told to give up");
    case "continue":
      return ctx.continueWith(ctx.continuations, { delay: 0 });
    case "defer":
      throw new RetryAfterError("told to defer", { retryAfter: 0, usesAttempt: false });
    case "charge":
    case "charge-and-throw":
      await ctx.once("charge", async ({ idempotencyKey }) => charge(ctx.jobId, idempotencyKey));
      if (act === "charge") return "charged";
      throw new Error("told to throw after the charge");
    case "wait":
    case "wait-cancelling":
    case "wait-for-none": {
      const onFailure = act === "wait-cancelling" ? "cancel_rest" : "continue";
      const children = act === "wait-for-none" ? [] : [{}, {}];
      return ctx.waitFor(ctx.batch(modelJob, children, { onFailure, retries: 1 }));
    }
  }
});
