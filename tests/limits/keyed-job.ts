import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";
import { gate } from "@/tests/helpers/exercise-job";

type Keys = { perKey?: number; keyScope?: "organization" | "everywhere" };

/** Runs of a key that go on now, and the most that ever did at once; in the order in which they began. */
export const running = new Map<string, { now: number; most: number }>();
export const begun: string[] = [];

/** A job of which those about the same exclude each other; waits at the gate of its id where it is told to. */
export function keyedJob<const Type extends string>(type: Type, keys: Keys = {}) {
  const job = defineJob({
    type,
    endpoint: `/api/jobs/${type}`,
    description: "Excludes others about the same.",
    payload: z.object({
      about: z.string(),
      waits: z.boolean().default(false),
      throws: z.boolean().default(false),
      /** Reports progress all the time, so that it soon learns that it is to stop. */
      reports: z.boolean().default(false),
    }),
    result: z.null(),
    retries: 1,
    timeoutSeconds: 20,
    backoff: [0],
    concurrency: { ...keys, key: ({ about }) => (about === "" ? null : about) },
  });
  const handler = handle(job, async ({ about, waits, throws, reports }, ctx) => {
    const key = running.get(about) ?? { now: 0, most: 0 };
    running.set(about, key);
    key.now += 1;
    key.most = Math.max(key.most, key.now);
    begun.push(ctx.jobId);
    const reporting = reports ? setInterval(() => ctx.progress(Date.now()), 50) : undefined;
    try {
      if (waits) await Promise.race([gate(ctx.jobId).opened, aborted(ctx.signal)]);
      // One turn of the event loop at least: others have the time to do what they must not.
      await new Promise((resolve) => setImmediate(resolve));
      if (throws && ctx.attempt === 1) throw new Error("told to throw");
      return null;
    } finally {
      clearInterval(reporting);
      key.now -= 1;
    }
  });
  return { job, handler };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  });
}
