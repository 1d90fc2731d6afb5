import { expect, it } from "vitest";
import { createAgenda } from "./agenda";
import { createControlledClock } from "./controlled-clock";

/** An agenda on a clock that stands at 0 and counts the timers it holds. */
function setup() {
  const standing = createControlledClock({ frozenAt: 0 });
  let alarms = 0;
  const clock = { ...standing, wakeAt, alarmCount: () => alarms };
  const done: string[] = [];

  function wakeAt(time: number, wake: () => void): () => void {
    alarms += 1;
    const over = () => void (alarms -= 1);
    const cancel = standing.wakeAt(time, () => {
      over();
      wake();
    });
    return () => {
      over();
      cancel();
    };
  }

  return { clock, done, agenda: createAgenda(clock), note: (name: string) => () => void done.push(name) };
}

it("runs what is due in order of time, then of entry, and nothing early", () => {
  const { clock, agenda, done, note } = setup();
  agenda.at(20, note("late"));
  agenda.at(10, note("first"));
  agenda.at(10, note("second"));
  clock.moveTo(9);
  expect(done).toEqual([]);
  clock.moveTo(10);
  expect(done).toEqual(["first", "second"]);
  clock.moveTo(100);
  expect(done).toEqual(["first", "second", "late"]);
});

it("holds one timer for a hundred thousand entries", () => {
  const { clock, agenda, note } = setup();
  for (let i = 0; i < 100_000; i++) agenda.at(1_000_000 - i, note("x"));
  expect([agenda.size(), clock.alarmCount()]).toEqual([100_000, 1]);
});

it("runs what is entered while it runs, once its time has come", () => {
  const { clock, agenda, done, note } = setup();
  agenda.at(1, () => {
    agenda.at(1, note("same time"));
    agenda.at(5, note("later"));
  });
  clock.moveTo(1);
  expect(done).toEqual(["same time"]);
  clock.moveTo(5);
  expect(done).toEqual(["same time", "later"]);
});

it("leaves no timer and takes no entry after it is closed", () => {
  const { clock, agenda, done, note } = setup();
  agenda.at(1, note("before"));
  agenda.close();
  agenda.at(1, note("after"));
  clock.moveTo(10);
  expect([done, clock.alarmCount(), agenda.size()]).toEqual([[], 0, 0]);
});

it("counts what waits without what recurs, and tells when the next of both is due", () => {
  const { clock, agenda, note } = setup();
  expect([agenda.size(), agenda.nextDueAt()]).toEqual([0, undefined]);
  agenda.at(20, note("once"));
  agenda.at(10, note("again"), { recurs: true });
  expect([agenda.size(), agenda.nextDueAt()]).toEqual([1, 10]);
  clock.moveTo(10);
  expect([agenda.size(), agenda.nextDueAt()]).toEqual([1, 20]);
  clock.moveTo(20);
  expect([agenda.size(), agenda.nextDueAt()]).toEqual([0, undefined]);
});
