import type { Ticks } from "./ticks";

/** A firing may come this much before its tick, in milliseconds: clocks differ. */
const EARLY_MS = 30_000;

/** The tick that a firing at this moment stands for: the latest one, at most 30 s ahead. */
export function dueTick(ticks: Ticks, now: Date): Date | undefined {
  const [tick] = ticks.latest(1, new Date(now.getTime() + EARLY_MS));
  return tick;
}
