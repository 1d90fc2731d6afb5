import { LONGEST_RETRY_SECONDS } from "@/lib/jobs/limits";

/** Seconds before attempt 2, 3, 4 and 5; the last one repeats (design: 10 s, 1 min, 5 min, 15 min). */
const DEFAULT_BACKOFF = [10, 60, 300, 900] as const;

/** Largest share by which a delay is shortened or lengthened, so that jobs which failed together spread out. */
const DEFAULT_JITTER = 0.1;

/** Most delays a row keeps: as many as a job may have retries. */
const STEPS_MAX = 20;

/** Delays that grow: `base`, `base × factor`, `base × factor²`, … seconds, none longer than `cap`. */
type ExponentialBackoff = {
  base: number;
  /** Default 2. */
  factor?: number;
  /** Default 3600. */
  cap?: number;
  /** Largest share by which each delay is shortened or lengthened, 0 to 1. Default 0.1. */
  jitter?: number;
};

/**
 * Seconds to wait after this error, the `attempt`-th of the budget, from 1; at most 20 hours. Null: the default.
 * Used as it is answered, without jitter.
 */
type BackoffOfError = (error: unknown, attempt: number) => number | null;

/** How long a job waits before each retry. */
export type BackoffOption = number | readonly [number, ...number[]] | ExponentialBackoff | BackoffOfError;

/** A `BackoffOption` in the one form that rows keep. */
export type Backoff = {
  /** Whole seconds before attempt 2, 3, …; the last one repeats. */
  readonly seconds: readonly number[];
  readonly jitter: number;
  readonly ofError: BackoffOfError | null;
};

/** @throws {RangeError} for delays that are no number from 0 to 20 hours, or a jitter beyond 0 to 1. */
export function toBackoff(option: BackoffOption = DEFAULT_BACKOFF): Backoff {
  const ofError = typeof option === "function" ? option : null;
  const seconds = delays(option).map((delay) => Math.round(delay));
  const jitter = (isExponential(option) ? option.jitter : undefined) ?? DEFAULT_JITTER;
  const wrong = seconds.find((delay) => !(delay >= 0 && delay <= LONGEST_RETRY_SECONDS));
  if (wrong !== undefined || seconds.length === 0 || seconds.length > STEPS_MAX)
    throw new RangeError(
      `backoff must be 1 to ${STEPS_MAX} delays from 0 to ${LONGEST_RETRY_SECONDS} seconds, got ${wrong ?? `${seconds.length} delays`}`,
    );
  if (!(jitter >= 0 && jitter <= 1))
    throw new RangeError(`backoff.jitter must be from 0 to 1, got ${jitter}`);
  // Whole thousandths, so that the row has exactly this.
  return { seconds, jitter: Math.round(jitter * 1000) / 1000, ofError };
}

/** Seconds before the next attempt after `attempt` runs, without jitter; the last entry repeats. */
export function backoffSeconds(backoff: readonly number[], attempt: number): number {
  return backoff[Math.min(attempt, backoff.length) - 1] ?? 0;
}

/** The same, spread by ±`jitter`, at most 20 hours; whole milliseconds. */
export function jitteredBackoffSeconds(backoff: readonly number[], attempt: number, jitter: number): number {
  const factor = 1 + jitter * (2 * Math.random() - 1);
  const spread = Math.min(backoffSeconds(backoff, attempt) * factor, LONGEST_RETRY_SECONDS);
  return Math.round(spread * 1000) / 1000;
}

/**
 * The jitter-free backoff as an `Upstash-Retry-Delay` expression, for deliveries that the worker never
 * answered (protocol §3.3: `retried` is 0 for the first retry, the result is milliseconds). `attempt` runs
 * are behind the row when its message leaves.
 *
 * The language has no conditions: each step is added once `retried` has passed its index.
 */
export function retryDelayExpression(backoff: readonly number[], attempt: number): string {
  const [first = 0, ...rest] = backoff.slice(Math.min(attempt, backoff.length - 1)).map((s) => s * 1000);
  const steps = rest.map((delay, index) => ({ rise: delay - (rest[index - 1] ?? first), index }));
  const changes = steps
    .filter(({ rise }) => rise !== 0)
    .map(({ rise, index }) => {
      const sign = rise < 0 ? "-" : "+";
      return `${sign}${Math.abs(rise)}*min(1,max(0,retried-${index}))`;
    });
  return [first, ...changes].join("");
}

function delays(option: BackoffOption): readonly number[] {
  if (typeof option === "function") return DEFAULT_BACKOFF;
  if (typeof option === "number") return [option];
  return isExponential(option) ? exponential(option) : option;
}

function isExponential(option: BackoffOption): option is ExponentialBackoff {
  return typeof option === "object" && !Array.isArray(option);
}

/** As many steps as there are different delays. */
function exponential({ base, factor = 2, cap = 3600 }: ExponentialBackoff): number[] {
  const steps = Array.from({ length: STEPS_MAX }, (_, step) => Math.min(cap, base * factor ** step));
  const last = steps.findIndex((delay) => delay === steps.at(-1));
  return steps.slice(0, last + 1);
}
