import type { JobDefinition } from "@/lib/jobs/define";
import { PayloadError, UpcastError } from "@/lib/jobs/errors";
import { type Hider, hiderOf } from "@/lib/jobs/payloads/hider";
import { liftPayload, schemaOf } from "@/lib/jobs/payloads/lift-payload";
import { payloadMisfit } from "@/lib/jobs/payloads/payload-misfit";
import { openedPayload } from "@/lib/jobs/sealing/open";
import type { HeldRun } from "@/lib/jobs/transitions/claim";

/** What the handler gets, or why it gets nothing; and what of it nobody else may read. */
export type ReadPayload = { hide: Hider } & (
  | { error: null; data: unknown }
  | { error: PayloadError | UpcastError }
);

/** The payload of a run: decrypted, lifted to today's version, and as today's schema makes it. @throws {PayloadKeyMissing} {@link PayloadTampered} */
export async function readPayload(job: JobDefinition, claimed: HeldRun): Promise<ReadPayload> {
  const held = claimed.isSealed ? { ...claimed, payload: openedPayload(claimed) } : claimed;
  const stored = schemaOf(job, held);
  let hide = hiderOf([stored, held.payload]);
  try {
    const lifted = await liftPayload(job, held);
    const isAsStored = lifted === held.payload;
    if (!isAsStored) hide = hiderOf([stored, held.payload], [job.payload, lifted]);
    const parsed = await job.payload.safeParseAsync(lifted);
    if (parsed.success) return { error: null, data: parsed.data, hide };
    return { error: payloadMisfit(held.type, job.payload, lifted, parsed.error.issues), hide };
  } catch (error) {
    if (error instanceof PayloadError || error instanceof UpcastError) return { error, hide };
    throw error;
  }
}
