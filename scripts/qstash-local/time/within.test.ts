import { expect, it } from "vitest";
import { createControlledClock } from "./controlled-clock";
import { within } from "./within";

/** A clock that stands at 0 and knows who waits on it. */
function setup() {
  const clock = createControlledClock({ frozenAt: 0 });
  const waiting = new Set<() => void>();
  const wakeAt = (time: number, wake: () => void) => {
    waiting.add(wake);
    const cancel = clock.wakeAt(time, () => {
      waiting.delete(wake);
      wake();
    });
    return () => {
      waiting.delete(wake);
      cancel();
    };
  };
  return { clock: { ...clock, wakeAt }, waiting };
}

it("work that ends first is in time, and leaves no timer behind", async () => {
  const { clock, waiting } = setup();
  expect(await within(clock, 1000, Promise.resolve())).toBe(true);
  expect(waiting.size).toBe(0);
});

it("work that goes on beyond the limit is late, at that time and not before", async () => {
  const { clock, waiting } = setup();
  const answer = within(clock, 1000, new Promise(() => {}));
  clock.moveTo(999);
  expect(waiting.size).toBe(1);
  clock.moveTo(1000);
  expect(await answer).toBe(false);
});
