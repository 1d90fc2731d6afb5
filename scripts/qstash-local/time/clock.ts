/** Where time comes from. Everything that waits asks this port, so that its time can be controlled. */
export type Clock = {
  /** Unix milliseconds. */
  now(): number;
  /** Calls `wake` once, at `time` or sooner; whoever wakes looks at `now()` again. Returns how to call it off. */
  wakeAt(time: number, wake: () => void): () => void;
  /**
   * What this clock shows when the wall clock shows `wallTime`: an app computes a time to come by its own clock, which
   * nobody has moved, and means the wait until then.
   */
  fromWall(wallTime: number): number;
  /** How long a message waits here that was to wait `waitMs`. Whole milliseconds, rounded up. */
  scaled(waitMs: number): number;
};

// Timers do not count the time a laptop sleeps, and they cannot be set further than 24 days. Waking once a minute
// to look at the wall clock heals both.
const SLEEP_MAX_MS = 60_000;

/** The wall clock of this machine. */
export const systemClock: Clock = {
  now: Date.now,
  wakeAt(time, wake) {
    const timer = setTimeout(wake, Math.min(Math.max(0, time - Date.now()), SLEEP_MAX_MS));
    return () => clearTimeout(timer);
  },
  fromWall: (wallTime) => wallTime,
  scaled: Math.ceil,
};
