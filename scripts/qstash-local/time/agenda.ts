import type { Clock } from "./clock";
import { createHeap } from "./heap";

/** What is to be done when: delayed messages, retries, the next run of a schedule. */
export type Agenda = {
  /**
   * Runs `run` once `dueAt` (Unix milliseconds) has come, never inside this call. Equal times run in the order they
   * were entered. An entry cannot be taken back: `run` must look whether it is still wanted, and must not throw.
   * `recurs` marks what enters itself again and again, and never comes to an end.
   */
  at(dueAt: number, run: () => void, mark?: { recurs: true }): void;
  /** How many entries wait, without those that recur. */
  size(): number;
  /** When the next entry is due, whatever it is; a time that has passed when it was not run yet. */
  nextDueAt(): number | undefined;
  /** Forgets everything, now and later, and stops the timer. */
  close(): void;
};

type Entry = { dueAt: number; sequence: number; run: () => void; recurs: boolean };

/** One heap and one timer for everything that waits: a hundred thousand delayed messages cost no timer each. */
export function createAgenda(clock: Clock): Agenda {
  let heap = createHeap<Entry>(isEarlier);
  let sequence = 0;
  let recurring = 0;
  let alarm: { time: number; cancel: () => void } | undefined;
  let closed = false;

  function runDue(): void {
    alarm = undefined;
    for (let next = heap.peek(); next && next.dueAt <= clock.now(); next = heap.peek()) {
      heap.pop();
      if (next.recurs) recurring -= 1;
      next.run();
    }
    setAlarm();
  }

  function setAlarm(): void {
    const next = heap.peek();
    if (!next || (alarm && alarm.time <= next.dueAt)) return;
    alarm?.cancel();
    alarm = { time: next.dueAt, cancel: clock.wakeAt(next.dueAt, runDue) };
  }

  return {
    at(dueAt, run, mark) {
      if (closed) return;
      sequence += 1;
      const recurs = mark?.recurs ?? false;
      if (recurs) recurring += 1;
      heap.push({ dueAt, sequence, run, recurs });
      setAlarm();
    },
    size: () => heap.size() - recurring,
    nextDueAt: () => heap.peek()?.dueAt,
    close() {
      closed = true;
      alarm?.cancel();
      recurring = 0;
      heap = createHeap<Entry>(isEarlier);
    },
  };
}

function isEarlier(a: Entry, b: Entry): boolean {
  return a.dueAt === b.dueAt ? a.sequence < b.sequence : a.dueAt < b.dueAt;
}
