import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";

const result = z.object({ leaves: z.number() });

/** Waits for children of its own kind, down to the leaves, and counts those; its first try after waking throws. */
export const tree = defineJob({
  type: "tree",
  endpoint: "/api/jobs/tree",
  description: "Counts its leaves.",
  payload: z.object({ depth: z.number(), width: z.number() }),
  result,
  retries: 1,
  timeoutSeconds: 10,
  backoff: [0],
});

export const handleTree = handle(tree, async ({ depth, width }, ctx) => {
  if (depth === 0) return { leaves: 1 };
  if (ctx.checkpoint === null) {
    const children = Array.from({ length: width }, () => ({ depth: depth - 1, width }));
    return ctx.waitFor(ctx.batch(tree, children), { checkpoint: "grown" });
  }
  if (ctx.attempt === 1) throw new Error("its first try after waking");
  let leaves = 0;
  for await (const child of ctx.children()) leaves += result.parse(child.result).leaves;
  return { leaves };
});
