import type { Clock } from "./clock";

/** A clock that stands until it is told to go on, for tests of what waits. */
export type StandingClock = Clock & {
  /** Moves to this time and wakes who asked for it, or for sooner. */
  advanceTo(time: number): void;
  /** How many timers there would be. */
  alarmCount(): number;
};

export function createStandingClock(start = 0): StandingClock {
  const alarms = new Set<{ time: number; wake: () => void }>();
  let now = start;

  return {
    now: () => now,
    wakeAt(time, wake) {
      const alarm = { time, wake };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    advanceTo(time) {
      now = time;
      for (const alarm of alarms) {
        if (alarm.time > now) continue;
        alarms.delete(alarm);
        alarm.wake();
      }
    },
    alarmCount: () => alarms.size,
  };
}
