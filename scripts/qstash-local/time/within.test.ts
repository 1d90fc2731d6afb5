import { expect, it } from "vitest";
import { createControlledClock } from "./controlled-clock";
import { within } from "./within";

it("work that ends first is in time, and leaves no timer behind", async () => {
  const clock = createControlledClock({ frozenAt: 0 });
  expect(await within(clock, 1000, Promise.resolve())).toBe(true);
  expect(clock.alarmCount()).toBe(0);
});

it("work that goes on beyond the limit is late, at that time and not before", async () => {
  const clock = createControlledClock({ frozenAt: 0 });
  const answer = within(clock, 1000, new Promise(() => {}));
  clock.moveTo(999);
  expect(clock.alarmCount()).toBe(1);
  clock.moveTo(1000);
  expect(await answer).toBe(false);
});
