import type { Clock } from "./clock";

/** Whether `work`, which must not reject, ends within this time. It goes on in any case. */
export async function within(clock: Clock, limitMs: number, work: Promise<unknown>): Promise<boolean> {
  const alarm = alarmAt(clock, clock.now() + limitMs);
  return await Promise.race([work.then(() => true), alarm.rung.then(() => false)]).finally(alarm.callOff);
}

/** A clock may wake too early; then it is asked again. */
function alarmAt(clock: Clock, time: number): { rung: Promise<void>; callOff: () => void } {
  let cancel: (() => void) | undefined;
  const rung = new Promise<void>((resolve) => {
    const look = () => {
      if (clock.now() >= time) resolve();
      else cancel = clock.wakeAt(time, look);
    };
    look();
  });
  return { rung, callOff: () => cancel?.() };
}
