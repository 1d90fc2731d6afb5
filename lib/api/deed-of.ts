import { z } from "zod";
import { optionalJsonBody } from "@/lib/http/json-body";
import { pointers } from "@/lib/http/pointers";
import { Problem } from "@/lib/http/problem";
import { toStorableText } from "@/lib/jobs/payloads/storable";
import type { By } from "@/lib/jobs/transitions/audit";

const BODY_BYTES_MAX = 4096;

/** What a deed's request may say; it may also come without a body. */
export const deedRequest = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .transform(toStorableText)
    .optional()
    .describe("Why; kept in the audit."),
});

/** Whose deed a request is, and why: its body may say a `reason`, or be left out. @throws {Problem} */
export async function deedOf(request: Request, { userId }: { userId: number }): Promise<By> {
  const parsed = deedRequest.safeParse((await optionalJsonBody(request, BODY_BYTES_MAX)) ?? {});
  if (!parsed.success)
    throw new Problem("invalid", "The request does not fit.", pointers(parsed.error.issues));
  const { reason } = parsed.data;
  return { userId, ...(reason === undefined ? {} : { reason }) };
}
