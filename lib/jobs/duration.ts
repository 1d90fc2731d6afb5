/**
 * A length of time in words as short as they stay exact enough: `120 ms`, `8 s`, `1 min 5 s`, `2 h 3 min`.
 * A number and its unit stay on one line.
 */
export function duration(ms: number): string {
  if (ms < 1_000) return unit(Math.max(0, Math.round(ms)), "ms");
  if (ms < 9_950) return unit(Number((ms / 1_000).toFixed(1)), "s");
  return wholeSeconds(Math.round(ms / 1_000));
}

/** The same for countdowns, which tick in whole seconds. */
export function countdown(ms: number): string {
  return wholeSeconds(Math.max(1, Math.ceil(ms / 1_000)));
}

function wholeSeconds(seconds: number): string {
  if (seconds < 60) return unit(seconds, "s");
  if (seconds < 3_600) return pair(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return pair(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), "d", hours % 24, "h");
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? unit(large, largeUnit) : `${unit(large, largeUnit)} ${unit(small, smallUnit)}`;
}

function unit(value: number, name: string): string {
  return `${value}\u00a0${name}`;
}
