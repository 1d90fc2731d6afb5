import { expect, it } from "vitest";
import { createAgenda } from "./agenda";
import { createStandingClock } from "./standing-clock";

function setup() {
  const clock = createStandingClock();
  const done: string[] = [];
  return { clock, done, agenda: createAgenda(clock), note: (name: string) => () => void done.push(name) };
}

it("runs what is due in order of time, then of entry, and nothing early", () => {
  const { clock, agenda, done, note } = setup();
  agenda.at(20, note("late"));
  agenda.at(10, note("first"));
  agenda.at(10, note("second"));
  clock.advanceTo(9);
  expect(done).toEqual([]);
  clock.advanceTo(10);
  expect(done).toEqual(["first", "second"]);
  clock.advanceTo(100);
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
  clock.advanceTo(1);
  expect(done).toEqual(["same time"]);
  clock.advanceTo(5);
  expect(done).toEqual(["same time", "later"]);
});

it("leaves no timer and takes no entry after it is closed", () => {
  const { clock, agenda, done, note } = setup();
  agenda.at(1, note("before"));
  agenda.close();
  agenda.at(1, note("after"));
  clock.advanceTo(10);
  expect([done, clock.alarmCount(), agenda.size()]).toEqual([[], 0, 0]);
});
