/** How often a page looks whether there is something new; `auto` is 2 s while anything runs, else 10 s. */
export const INTERVALS = ["auto", "1", "2", "5", "15", "30", "off"] as const;

export type Interval = (typeof INTERVALS)[number];

const STORAGE_KEY = "jobs-refresh";
const CHANGED = "jobs-refresh-changed";

/** What this browser chose. */
export function readInterval(): Interval {
  try {
    const chosen = localStorage.getItem(STORAGE_KEY);
    return INTERVALS.find((interval) => interval === chosen) ?? "auto";
  } catch {
    // Storage may be forbidden; then each page begins with the default.
    return "auto";
  }
}

/** Keeps it for this browser, and tells all that show it. */
export function chooseInterval(interval: Interval): void {
  try {
    localStorage.setItem(STORAGE_KEY, interval);
  } catch {
    // Then it cannot be kept.
  }
  dispatchEvent(new Event(CHANGED));
}

/** Calls `onChange` when the choice changes, in this tab or another. */
export function subscribeToInterval(onChange: () => void): () => void {
  addEventListener(CHANGED, onChange);
  addEventListener("storage", onChange);
  return () => {
    removeEventListener(CHANGED, onChange);
    removeEventListener("storage", onChange);
  };
}

/** Milliseconds until the next look; null for never. */
export function delayOf(interval: Interval, isBusy: boolean): number | null {
  if (interval === "off") return null;
  if (interval === "auto") return isBusy ? 2_000 : 10_000;
  return Number(interval) * 1_000;
}
