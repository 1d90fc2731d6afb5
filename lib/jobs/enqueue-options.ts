import { z } from "zod";
import { DELAY_SECONDS_MAX } from "./limits";
import { toStorableText } from "./storable";

/** Moments that Postgres reads as JavaScript writes them. */
const moment = z.date().min(new Date(0)).max(new Date("9999-12-31T23:59:59Z"));

/** What a caller may choose about one job. Unknown options are refused, not ignored. */
export const enqueueOptions = z
  .strictObject({
    /** Whom the job belongs to: who may see it. Default: nobody, the product itself. */
    actor: z
      .object({ userId: z.number().int().nullable(), organizationId: z.number().int().nullable() })
      .default({ userId: null, organizationId: null }),
    /** Seconds until it may start, up to 400 days. */
    delay: z.number().min(0).max(DELAY_SECONDS_MAX).optional(),
    /** Moment before which it does not start, up to 400 days ahead; instead of `delay`. */
    notBefore: moment
      .refine((at) => at.getTime() <= Date.now() + DELAY_SECONDS_MAX * 1000, "Must be within 400 days")
      .optional(),
    /** Moment after which it is not worth running any more: it ends as `timeout`. */
    deadline: moment.optional(),
    /** Runs after the first, instead of the definition's. */
    retries: z.number().int().min(0).max(20).optional(),
    /**
     * One job per key, for the life of its row: the same key and payload answer with the first job's id,
     * another payload is a conflict. Unique per type and organization.
     */
    idempotencyKey: z
      .string()
      .min(1)
      .max(255)
      .refine((key) => toStorableText(key) === key, "Must be whole characters without NUL")
      .optional(),
    /** Default: after the response inside a request, at once elsewhere. */
    publish: z.enum(["after-response", "now"]).optional(),
  })
  .refine(({ delay, notBefore }) => delay === undefined || notBefore === undefined, {
    path: ["notBefore"],
    message: "Give delay or notBefore, not both",
  });

export type EnqueueOptions = z.input<typeof enqueueOptions>;

/** Thrown by `enqueue` for options it does not know or that are out of bounds. Nothing was written. */
export class EnqueueOptionsError extends Error {
  override name = "EnqueueOptionsError";
  readonly issues: z.core.$ZodIssue[];

  constructor(issues: z.core.$ZodIssue[]) {
    super(`Wrong options: ${issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}`);
    this.issues = issues;
  }
}
