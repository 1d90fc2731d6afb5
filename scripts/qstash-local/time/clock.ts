/** Where time comes from. Everything that waits asks this port, so that a test clock can take its place. */
export type Clock = {
  /** Unix milliseconds. */
  now(): number;
  /** Calls `wake` once, at `time` or sooner; whoever wakes looks at `now()` again. Returns how to call it off. */
  wakeAt(time: number, wake: () => void): () => void;
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
};
