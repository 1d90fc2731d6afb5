import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";
import { exercise } from "./exercise-job";

/** A parent that waits for one batch of `exercise` children and answers with how they ended. */
export const family = defineJob({
  type: "family",
  endpoint: "/api/jobs/family",
  description: "Waits for its children and tells how they ended.",
  payload: z.object({
    children: z.array(exercise.payload),
    onFailure: z.enum(["continue", "cancel_rest"]).default("continue"),
  }),
  result: z.object({
    checkpoint: z.unknown(),
    statuses: z.array(z.string()),
    progress: z.unknown(),
  }),
  retries: 1,
  timeoutSeconds: 10,
  backoff: [0],
});

export const handleFamily = handle(family, async ({ children, onFailure }, ctx) => {
  if (ctx.checkpoint === null) {
    const batch = ctx.batch(exercise, children, { onFailure });
    return ctx.waitFor(batch, { checkpoint: "children were sent" });
  }
  const statuses: string[] = [];
  for await (const child of ctx.children()) statuses.push(child.status);
  return { checkpoint: ctx.checkpoint, statuses, progress: await ctx.batchProgress() };
});
