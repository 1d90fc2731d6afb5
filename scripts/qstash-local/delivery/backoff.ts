/** No wait is longer than this, whoever asks for it: one day, in milliseconds. */
export const WAIT_MAX_MS = 86_400_000;

/**
 * The default wait before retry number `retry` (1, 2, …) in milliseconds: e^(2.5 · retry) whole seconds, at most one
 * day. That is 12 s, 2 min 28 s, 30 min 8 s, 6 h 7 min 6 s, then 24 h. Source: protocol §4.4.
 */
export function defaultBackoffMs(retry: number): number {
  return Math.min(WAIT_MAX_MS, Math.floor(Math.exp(2.5 * retry)) * 1000);
}
