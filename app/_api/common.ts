import { z } from "zod";
import { BODIES } from "./components";

/** What more than one operation takes. */
export const IF_NONE_MATCH = z.object({
  "If-None-Match": z.string().optional().describe("The `ETag` of the answer before."),
});

export const IDEMPOTENCY_KEY = z.object({
  "Idempotency-Key": z
    .string()
    .max(200)
    .optional()
    .describe("A text of your own: the same key with the same payload is the same job, or batch."),
});

/** What is done to a job or a batch: its body may say why, or be left out. */
export const DEED = {
  body: BODIES.deed,
  isBodyOptional: true,
  example: { reason: "Not needed any more" },
} as const;
