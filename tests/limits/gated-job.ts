import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";
import { gate } from "@/tests/helpers/exercise-job";

type Limits = Partial<Omit<Parameters<typeof defineJob>[0], "replaces">>;

/** A job whose runs wait at the gate of their id, or, without one, return at once. */
export function gatedJob<const Type extends string>(type: Type, limits: Limits = {}) {
  const job = defineJob({
    ...limits,
    type,
    endpoint: `/api/jobs/${type}`,
    description: "Waits at its gate.",
    payload: z.object({ waits: z.boolean().default(false), about: z.string().optional() }),
    result: z.null(),
    retries: 1,
    timeoutSeconds: 20,
    backoff: [0],
  });
  const begun: string[] = [];
  const handler = handle(job, async ({ waits }, { jobId }) => {
    begun.push(jobId);
    if (waits) await gate(jobId).opened;
    return null;
  });
  return { job, handler, begun };
}
