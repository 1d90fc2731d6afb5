import { z } from "zod";

/** Largest value of an `integer` column. */
const INTEGER_MAX = 2 ** 31 - 1;

/**
 * Body of every job message: which row to run, never what is in it (design §5). Another producer, such as a
 * service of yours, may send `payload` with an id of its own: the worker makes the row if there is none.
 */
export const jobMessage = z.strictObject({
  v: z.literal(1),
  jobId: z.uuid(),
  type: z.string().min(1).max(100),
  leg: z.number().int().min(1).max(INTEGER_MAX),
  payload: z.unknown().optional(),
  /** Version of its schema that `payload` follows; today's by default. */
  payloadVersion: z.number().int().min(1).max(INTEGER_MAX).optional(),
  /** Whom an adopted job belongs to. */
  metadata: z
    .strictObject({ userId: z.number().int().nullable(), organizationId: z.number().int().nullable() })
    .optional(),
});

export type JobMessage = z.output<typeof jobMessage>;
