import { z } from "zod";
import {
  familyPayload,
  relayPayload,
  slowPayload,
  workPayload,
  writePayload,
} from "@/scripts/proof/soak/jobs/payload";

/** One job, of any kind. */
const job = z.discriminatedUnion("type", [
  z.object({ type: z.literal("soak-work"), payload: workPayload }),
  z.object({ type: z.literal("soak-write"), payload: writePayload }),
  z.object({ type: z.literal("soak-relay"), payload: relayPayload }),
  z.object({ type: z.literal("soak-family"), payload: familyPayload }),
  z.object({ type: z.literal("soak-slow"), payload: slowPayload }),
]);

const options = z.object({
  idempotencyKey: z.string().optional(),
  debounceKey: z.string().optional(),
  delay: z.number().optional(),
});

/** What the app is asked to enqueue in one request. */
export const request = z.discriminatedUnion("how", [
  z.object({
    how: z.literal("one"),
    job,
    options,
    onSuccess: workPayload.optional(),
    onFailure: workPayload.optional(),
  }),
  z.object({ how: z.literal("many"), payloads: z.array(workPayload) }),
  z.object({ how: z.literal("batch"), payloads: z.array(workPayload), onComplete: workPayload }),
]);

export type SoakRequest = z.input<typeof request>;
export type SoakJob = z.input<typeof job>;

/** What the app answers. */
export const placed = z.object({ jobIds: z.array(z.uuid()) });

/** What the client is to do, and what must come of it. */
export type Order = {
  id: string;
  /** Such as "plain" or "family", for the count. */
  kind: string;
  /** When, in milliseconds after the start. */
  atMs: number;
  /** One after the other; more than one for a debounced job. */
  requests: SoakRequest[];
  /** Sent twice at the same moment, and again after a lost answer: it has a key. */
  isRepeatable: boolean;
  /** Sends each request twice at the same moment. */
  isTwice: boolean;
  /** Cancels the job so long after it was accepted, in milliseconds. */
  cancelAfterMs: number | null;
  /** Executions that must be there in the end, least and most. */
  rows: [number, number];
};
