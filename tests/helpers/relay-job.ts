import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";
import { exercise, gate } from "./exercise-job";

/** Goes on from part to part by `continueWith`, its checkpoint being how many parts are done. */
export const relay = defineJob({
  type: "relay",
  endpoint: "/api/jobs/relay",
  description: "Goes on from part to part.",
  payload: z.object({
    parts: z.number(),
    /** Throws in the first attempt of each part. */
    isShaky: z.boolean().optional(),
    /** Throws in every attempt of this part, from 0. */
    breaksAt: z.number().optional(),
    /** Enqueues an exercise with each part, addressed to it. */
    enqueues: z.boolean().optional(),
    /** Passed to `continueWith`, by name where JSON has none. */
    delay: z.union([z.number(), z.enum(["NaN", "Infinity"])]).optional(),
    /** Waits for its gate in each run. */
    isGated: z.boolean().optional(),
    /** Passes this odd value on instead. */
    odd: z.string().optional(),
  }),
  result: z.object({ parts: z.number(), continuations: z.number() }),
  retries: 1,
  timeoutSeconds: 10,
  backoff: [0],
  maxContinuations: 30,
});

/** Checkpoints that no row can keep as they are. */
export const oddCheckpoints: Record<string, unknown> = {
  huge: "x".repeat(64 * 1024),
  deep: JSON.parse(`${'{"a":'.repeat(40)}1${"}".repeat(40)}`),
  bigint: { after: 12n },
  nul: { after: "before\u0000after" },
  surrogate: { after: "before\uD800after" },
};

export const handleRelay = handle(relay, async (payload, ctx) => {
  const done = z.number().parse(ctx.checkpoint ?? 0);
  const { parts, isShaky, breaksAt, enqueues, delay, isGated, odd } = payload;
  if (isGated) await reachGate(ctx.jobId);
  if (enqueues) ctx.enqueue(exercise, { act: "return", to: `part ${done}` });
  if (breaksAt === done) throw new Error(`part ${done} is broken`);
  if (isShaky && ctx.attempt === 1) throw new Error(`part ${done} is shaky`);
  if (done + 1 >= parts) return { parts: done + 1, continuations: ctx.continuations };
  const next = odd === undefined ? done + 1 : oddCheckpoints[odd];
  return ctx.continueWith(next, delay === undefined ? {} : { delay: Number(delay) });
});

async function reachGate(jobId: string): Promise<void> {
  gate(jobId).reached += 1;
  await gate(jobId).opened;
}
