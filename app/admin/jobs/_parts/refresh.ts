import { keptChoice } from "./kept-choice";

/** How often a page looks whether there is something new; `auto` is 2 s while anything runs, else 10 s. */
export const INTERVALS = ["auto", "1", "2", "5", "15", "30", "off"] as const;

export type Interval = (typeof INTERVALS)[number];

/** What this browser chose. */
export const {
  read: readInterval,
  choose: chooseInterval,
  subscribe: subscribeToInterval,
} = keptChoice<Interval>("jobs-refresh", INTERVALS, "auto");

/** Milliseconds until the next look; null for never. */
export function delayOf(interval: Interval, isBusy: boolean): number | null {
  if (interval === "off") return null;
  if (interval === "auto") return isBusy ? 2_000 : 10_000;
  return Number(interval) * 1_000;
}
