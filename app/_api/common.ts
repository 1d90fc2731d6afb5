import { z } from "zod";
import { watchQuery } from "@/lib/api/watch-query";
import type { ProblemName } from "@/lib/http/problems";
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

/** Headers of an answer to something that goes on: where to watch it, and when to look. */
export const FOR_LATER = { Location: true, "Retry-After": true } as const;

/** How something stands that can be watched. */
export function watched(body: z.ZodType) {
  const headers = { ETag: true, "Retry-After": false } as const;
  return {
    query: watchQuery,
    requestHeaders: IF_NONE_MATCH,
    answers: {
      200: { description: "How it stands.", body, headers },
      304: { description: "Nothing has changed.", headers },
    },
    problems: ["not-found", "invalid"],
  } as const;
}

/** Why nothing was started. */
export const NOT_STARTED = [
  "not-allowed",
  "unknown-type",
  "idempotency-mismatch",
  "too-many-open-jobs",
] as const satisfies readonly ProblemName[];
