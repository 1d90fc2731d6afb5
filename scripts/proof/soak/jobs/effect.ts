import { z } from "zod";
import { EffectRefused, NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";
import type { JobContext } from "@/lib/jobs/handle";

/** No provider deserves more patience. */
const ANSWER_MS_MAX = 6000;

const receipt = z.object({ receipt: z.string() });

/** Lets something happen at the provider outside, once for this job and name; its receipt. */
export function effect(ctx: JobContext, name: string): Promise<string> {
  const request = { jobId: ctx.jobId, name };
  return ctx.once(name, {
    request,
    send: async (body, { idempotencyKey, signal }) => {
      const answer = await fetch(`${process.env.SOAK_PROVIDER_URL}/effects`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": idempotencyKey },
        body: JSON.stringify(body),
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
      });
      if (answer.status === 429) throw new EffectRefused(new RetryAfterError("busy", { retryAfter: 1 }));
      if (answer.status === 422)
        throw new EffectRefused(new NonRetryableError("refused", { code: "refused" }));
      if (!answer.ok) throw new Error(`The provider answered ${answer.status}.`);
      return receipt.parse(await answer.json()).receipt;
    },
  });
}
