import type { z } from "zod";
import { PayloadError, UpcastError } from "@/lib/jobs/errors";
import { payloadMisfit } from "./payload-misfit";

/** Lifts a stored payload by one version. Throws what {@link liftThrough} throws. */
type Step = (type: string, stored: unknown) => Promise<unknown>;

/** How the payloads of earlier deploys become today's. */
export type PayloadHistory = {
  /** The oldest version that can still be lifted. */
  readonly first: number;
  /** The schema of each earlier version, from `first` on. */
  readonly schemas: readonly z.ZodType[];
  /** One for each of them: to the next version. */
  readonly steps: readonly Step[];
};

/** A payload's schema today, with all that came before it. Made by {@link versions}. */
export type PayloadVersions<Payload extends z.ZodType = z.ZodType> = {
  readonly current: Payload;
  readonly version: number;
  readonly history: PayloadHistory;
  /**
   * The next version, and how the one before becomes it. `lift` gets what the older schema made of the stored payload
   * and answers with what the newer one takes. It must be a pure function: it runs before each run of the job.
   */
  upcast<Next extends z.ZodType>(
    next: Next,
    lift: (older: z.output<Payload>) => z.input<Next>,
  ): PayloadVersions<Next>;
};

/**
 * A payload that has changed since rows were written with it: `payload: versions(oldest).upcast(next, …)`. The last
 * schema is today's. `first` is the number of the oldest one, 1 by default: raise it when you let go of the oldest
 * schema, and rows older than that fail with `payload-outdated`.
 *
 * @throws {RangeError} when `first` is no whole number from 1 to 1,000,000.
 */
export function versions<Payload extends z.ZodType>(
  oldest: Payload,
  { first = 1 }: { first?: number } = {},
): PayloadVersions<Payload> {
  if (!Number.isInteger(first) || first < 1 || first > 1_000_000)
    throw new RangeError(
      `versions(): first must be a whole number from 1 to 1000000, the version of the oldest schema; got ${first}.`,
    );
  return chained(oldest, { first, schemas: [], steps: [] });
}

/** The same of what a definition was given: a schema alone is version 1. */
export function toVersions<Payload extends z.ZodType>(
  given: Payload | PayloadVersions<Payload>,
): PayloadVersions<Payload> {
  return "upcast" in given ? given : versions(given);
}

function chained<Payload extends z.ZodType>(
  current: Payload,
  history: PayloadHistory,
): PayloadVersions<Payload> {
  return {
    current,
    version: history.first + history.steps.length,
    history,
    upcast: (next, lift) => chained(next, longer(history, current, lift)),
  };
}

/** The history after one more step, from `schema` on. */
export function longer<Payload extends z.ZodType>(
  { first, schemas, steps }: PayloadHistory,
  schema: Payload,
  lift: (older: z.output<Payload>) => unknown,
): PayloadHistory {
  return { first, schemas: [...schemas, schema], steps: [...steps, stepOf(schema, lift)] };
}

function stepOf<Payload extends z.ZodType>(
  schema: Payload,
  lift: (older: z.output<Payload>) => unknown,
): Step {
  return async (type, stored) => {
    const parsed = await schema.safeParseAsync(stored);
    if (!parsed.success) throw payloadMisfit(type, schema, stored, parsed.error.issues);
    return lift(parsed.data);
  };
}

/**
 * Lifts a payload of `version` to the end of the history, step by step.
 *
 * @throws {PayloadError} when it does not fit the schema of its own version.
 * @throws {UpcastError} when it is older than the history, or a step throws.
 */
export async function liftThrough(
  type: string,
  { first, steps }: PayloadHistory,
  { payload, version }: { payload: unknown; version: number },
): Promise<unknown> {
  if (version < first) throw UpcastError.outdated(type, version, first);
  let lifted = payload;
  for (const [index, step] of steps.entries()) {
    if (first + index < version) continue;
    try {
      lifted = await step(type, lifted);
    } catch (error) {
      if (error instanceof PayloadError) throw error;
      throw UpcastError.thrown(type, first + index, error);
    }
  }
  return lifted;
}
