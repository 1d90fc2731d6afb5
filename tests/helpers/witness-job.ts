import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";

/** Tells what it follows. */
export const witness = defineJob({
  type: "witness",
  endpoint: "/api/jobs/witness",
  description: "Tells what it follows.",
  payload: z.object({ name: z.string() }),
  result: z.object({ name: z.string(), cause: z.unknown() }),
  timeoutSeconds: 10,
});

export const handleWitness = handle(witness, async ({ name }, ctx) => ({ name, cause: await ctx.cause() }));
