import type { z } from "zod";

/** Thrown by a handler when no later attempt can succeed: the job is `failed` at once. */
export class NonRetryableError extends Error {
  override name = "NonRetryableError";
  /** Stable, kebab-case, shown to people and to programs. */
  readonly code: string;

  constructor(message: string, options: ErrorOptions & { code?: string } = {}) {
    super(message, options);
    this.code = options.code ?? "non-retryable";
  }
}

/**
 * Thrown by a handler that knows when the next attempt makes sense, such as after a provider's 429.
 * Beyond 20 hours the job is deferred: it goes back to `pending` with a fresh message.
 */
export class RetryAfterError extends Error {
  override name = "RetryAfterError";
  readonly code: string;
  /** Seconds from now, or the moment itself. */
  readonly retryAfter: number | Date;
  /** False defers instead of retrying, whatever the time: for limits that are not this job's fault. */
  readonly usesAttempt: boolean;

  constructor(
    message: string,
    options: ErrorOptions & { retryAfter: number | Date; code?: string; usesAttempt?: boolean },
  ) {
    super(message, options);
    this.code = options.code ?? "retry-after";
    this.retryAfter = options.retryAfter;
    this.usesAttempt = options.usesAttempt ?? true;
  }
}

/**
 * Thrown inside `ctx.once` when the provider said that nothing happened, such as with a 429 or a 422: the effect
 * may be sent anew with another request, unless an earlier call of it was never answered. `ctx.once` throws the `cause`.
 */
export class EffectRefused extends Error {
  override name = "EffectRefused";

  constructor(cause: unknown) {
    super("The provider refused; nothing happened.", { cause });
  }
}

/**
 * Thrown by `ctx.once` for an effect that was sent more than 20 hours ago and whose answer never came: whether it
 * happened, the provider can no longer tell. The job fails; a person may revive it with "send anyway".
 */
export class OutcomeUnknown extends NonRetryableError {
  override name = "OutcomeUnknown";

  constructor(key: string) {
    super(
      `Nobody knows whether "${key}" happened: it was sent more than 20 hours ago and its answer never came. ` +
        'Look at the provider\'s side; if it did not happen, revive the job with "send anyway".',
      { code: "outcome_unknown" },
    );
  }
}

const WAIT_REFUSALS = {
  unknown: "There is no such batch: its enqueue was rolled back, or retention has removed it.",
  taken: "Another job waits for it already, and a batch wakes one job.",
  circular: "It cannot end before the job itself does.",
} as const;

/** What a job fails of that asked to wait for a batch which could never wake it. */
export class WaitRefused extends NonRetryableError {
  override name = "WaitRefused";

  constructor(reason: keyof typeof WAIT_REFUSALS, batchId: string) {
    super(`The job cannot wait for batch "${batchId}". ${WAIT_REFUSALS[reason]}`, {
      code: `batch-${reason}`,
    });
  }
}

/** What a job fails of whose payload is of an earlier deploy and cannot be lifted to today's version. */
export class UpcastError extends NonRetryableError {
  override name = "UpcastError";

  static outdated(type: string, version: number, first: number): UpcastError {
    return new UpcastError(
      `The payload has version ${version}; job "${type}" knows how to lift version ${first} and later ones. ` +
        "Put the older schema back at the beginning of its versions, then revive the job.",
      { code: "payload-outdated" },
    );
  }

  static thrown(type: string, version: number, cause: unknown): UpcastError {
    const said = cause instanceof Error ? cause.message : String(cause);
    return new UpcastError(
      `The step of job "${type}" from payload version ${version} to ${version + 1} threw: ${said}. ` +
        "Mend it, then revive the job.",
      { cause, code: "upcast-failed" },
    );
  }
}

/** Thrown where a job is asked for by a type that the registry does not have. Nothing was written. */
export class UnknownTypeError extends Error {
  override name = "UnknownTypeError";

  constructor(
    readonly type: string,
    /** The type that is most like it, when one is close. */
    readonly nearest: string | undefined,
  ) {
    const hint = nearest === undefined ? " Is it in lib/registry.ts?" : ` Did you mean "${nearest}"?`;
    super(`There is no job type "${type}".${hint}`);
  }
}

/** Thrown by `enqueue` when the payload does not fit the job's schema. Nothing was written. */
export class PayloadError extends Error {
  override name = "PayloadError";
  readonly type: string;
  readonly issues: z.core.$ZodIssue[];

  constructor(type: string, issues: z.core.$ZodIssue[]) {
    super(`The payload does not fit job "${type}": ${issues.slice(0, 20).map(sentence).join("; ")}`);
    this.type = type;
    this.issues = issues;
  }
}

/** Thrown by `enqueue` when the idempotency key was used before with another payload. Nothing was written. */
export class IdempotencyConflict extends Error {
  override name = "IdempotencyConflict";
  /** The job that holds the key. */
  readonly jobId: string;

  constructor(type: string, key: string, jobId: string) {
    super(
      `Idempotency key "${key}" of job "${type}" belongs to ${jobId}, which has another payload. ` +
        "Use a new key for a new request.",
    );
    this.jobId = jobId;
  }
}

/**
 * Thrown by `enqueue` when the organization has as many open jobs as it may, of this type or in all. Nothing was
 * written; a job whose key is known is answered all the same.
 */
export class TooManyOpenJobs extends Error {
  override name = "TooManyOpenJobs";
  readonly type: string;
  readonly organizationId: number | null;
  /** Which cap: the definition's `openJobs`, or `JOBS_OPEN_PER_ORGANIZATION`. */
  readonly fullOf: "type" | "organization";
  /** How many it may have. */
  readonly max: number;

  constructor(
    fullOf: "type" | "organization",
    { type, organizationId, max }: { type: string; organizationId: number | null; max: number },
  ) {
    super(
      `Organization ${organizationId} may have ${max} open jobs${fullOf === "type" ? ` of "${type}"` : ""}, and ` +
        `"${type}" would be more. Enqueue it again when some have ended, or fewer at once.`,
    );
    this.type = type;
    this.organizationId = organizationId;
    this.fullOf = fullOf;
    this.max = max;
  }
}

function sentence(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join(".");
  return path ? `${path}: ${issue.message}` : issue.message;
}
