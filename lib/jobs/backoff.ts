/** Largest share by which a delay is shortened or lengthened, so that jobs which failed together spread out. */
const JITTER = 0.1;

/** Seconds before the next attempt after `attempt` runs, without jitter; the last entry repeats. */
export function backoffSeconds(backoff: readonly number[], attempt: number): number {
  return backoff[Math.min(attempt, backoff.length) - 1] ?? 0;
}

/** The same, spread by ±10 %; whole milliseconds. */
export function jitteredBackoffSeconds(backoff: readonly number[], attempt: number): number {
  const factor = 1 + JITTER * (2 * Math.random() - 1);
  return Math.round(backoffSeconds(backoff, attempt) * factor * 1000) / 1000;
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
