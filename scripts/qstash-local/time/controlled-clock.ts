import { type Clock, systemClock } from "./clock";

/** The wall clock until told otherwise: it can be stopped, moved on, and made to shorten the waits of messages. */
export type ControlledClock = Clock & {
  isFrozen(): boolean;
  /** Stands. Who waits for a time that has come is still woken, who waits for a later one is not. */
  freeze(): void;
  /** Goes on from the time it shows. */
  resume(): void;
  /** Shows this time, and wakes who waits for it or for sooner before it returns. Never goes back. */
  moveTo(time: number): void;
  /** The factor of `scaled`: 1 unless told otherwise, 0 = no message waits. */
  delayScale(): number;
  /** Counts for waits that begin from now on. */
  setDelayScale(factor: number): void;
  /** As it was made; the one way back in time. What was planned meanwhile keeps its time. */
  reset(): void;
};

type Alarm = { time: number; wake: () => void; cancel: () => void };

/** @param start `frozenAt`: stands at this time at first, also one of the past. `delayScale`: default 1. */
export function createControlledClock(
  start: { frozenAt?: number; delayScale?: number } = {},
): ControlledClock {
  const alarms = new Set<Alarm>();
  let { frozenAt, delayScale = 1 } = start;
  /** What it is ahead of the wall clock while it goes. */
  let ahead = 0;

  const now = () => frozenAt ?? systemClock.now() + ahead;

  function ring(alarm: Alarm): void {
    alarm.cancel();
    if (alarms.delete(alarm)) alarm.wake();
  }

  function arm(alarm: Alarm): void {
    alarm.cancel();
    alarm.cancel = () => {};
    if (frozenAt !== undefined && alarm.time > frozenAt) return;
    // A clock that stands has reached this time already.
    const wallTime = frozenAt === undefined ? alarm.time - ahead : systemClock.now();
    alarm.cancel = systemClock.wakeAt(wallTime, () => ring(alarm));
  }

  function change(state: { frozenAt?: number; ahead: number }): void {
    ({ frozenAt, ahead } = state);
    for (const alarm of alarms) arm(alarm);
  }

  return {
    now,
    wakeAt(time, wake) {
      const alarm = { time, wake, cancel: () => {} };
      alarms.add(alarm);
      arm(alarm);
      return () => {
        alarm.cancel();
        alarms.delete(alarm);
      };
    },
    fromWall: (wallTime) => wallTime + (frozenAt === undefined ? ahead : frozenAt - systemClock.now()),
    scaled: (waitMs) => Math.ceil(waitMs * delayScale),
    isFrozen: () => frozenAt !== undefined,
    freeze: () => change({ frozenAt: now(), ahead }),
    resume() {
      if (frozenAt !== undefined) change({ ahead: frozenAt - systemClock.now() });
    },
    moveTo(time) {
      const gap = Math.max(0, time - now());
      change({ frozenAt: frozenAt === undefined ? undefined : frozenAt + gap, ahead: ahead + gap });
      for (const alarm of [...alarms].filter((alarm) => alarm.time <= now())) ring(alarm);
    },
    delayScale: () => delayScale,
    setDelayScale: (factor) => void (delayScale = factor),
    reset() {
      delayScale = start.delayScale ?? 1;
      change({ frozenAt: start.frozenAt, ahead: 0 });
    },
  };
}
