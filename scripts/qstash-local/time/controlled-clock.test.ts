import { expect, it } from "vitest";
import { createControlledClock } from "./controlled-clock";

/** What a clock that goes shows: this time, or what has passed since (generously, for a busy machine). */
const around = (time: number) => (seen: number) => seen >= time && seen < time + 60_000;

/** Waits on a clock; `rung` names the waits that are over. */
function waits(clock = createControlledClock()) {
  const rung: string[] = [];
  const wait = (name: string, time: number) =>
    new Promise<void>((resolve) => {
      clock.wakeAt(time, () => {
        rung.push(name);
        resolve();
      });
    });
  return { clock, rung, wait };
}

it("is the wall clock until told otherwise", async () => {
  const { clock, wait } = waits();
  const before = Date.now();
  expect(clock.now()).toSatisfy(around(before));
  expect([clock.isFrozen(), clock.delayScale(), clock.fromWall(7), clock.scaled(1.2)]).toEqual([
    false,
    1,
    7,
    2,
  ]);
  await wait("soon", clock.now() + 5);
});

it("frozen, it stands; resumed, it goes on from there", async () => {
  const clock = createControlledClock({ frozenAt: 1000 });
  expect([clock.now(), clock.isFrozen()]).toEqual([1000, true]);
  clock.resume();
  expect(clock.isFrozen()).toBe(false);
  expect(clock.now()).toSatisfy(around(1000));
  await expect.poll(() => clock.now()).toBeGreaterThan(1005);
});

it("frozen, it wakes who waits for a time that has come, never inside the call, and nobody else", async () => {
  const { clock, rung, wait } = waits(createControlledClock({ frozenAt: 1000 }));
  void wait("later", 1001);
  const due = wait("due", 1000);
  expect(rung).toEqual([]);
  await due;
  expect(rung).toEqual(["due"]);
  clock.moveTo(1001);
  expect(rung).toEqual(["due", "later"]);
});

it("a wait that began before the freeze is held, and goes on after it", async () => {
  const { clock, rung, wait } = waits();
  const held = wait("held", clock.now() + 100);
  clock.freeze();
  const control = createControlledClock();
  await new Promise<void>((resolve) => void control.wakeAt(control.now() + 130, resolve));
  expect(rung).toEqual([]);
  clock.resume();
  await held;
});

it("moved on, it wakes who waits until then before the move returns, and goes on from there", () => {
  const { clock, rung, wait } = waits();
  const hour = clock.now() + 3_600_000;
  void wait("an hour", hour);
  void wait("two hours", hour + 3_600_000);
  clock.moveTo(hour);
  expect(rung).toEqual(["an hour"]);
  expect(clock.now()).toSatisfy(around(hour));
});

it("never goes back but by reset", () => {
  const clock = createControlledClock({ frozenAt: 1000 });
  clock.moveTo(5000);
  clock.moveTo(2000);
  expect(clock.now()).toBe(5000);
  clock.setDelayScale(0);
  clock.resume();
  clock.reset();
  expect([clock.now(), clock.isFrozen(), clock.delayScale()]).toEqual([1000, true, 1]);
});

it("a time of the wall clock keeps its distance, however far the clock was moved", () => {
  const clock = createControlledClock();
  clock.moveTo(clock.now() + 86_400_000);
  const hour = Date.now() + 3_600_000;
  expect(clock.now() + 3_600_000).toSatisfy(around(clock.fromWall(hour)));
  clock.freeze();
  expect(clock.now() + 3_600_000).toSatisfy(around(clock.fromWall(hour)));
});

it("a wait that was called off does not wake anybody", () => {
  const { clock, rung } = waits(createControlledClock({ frozenAt: 0 }));
  const cancel = clock.wakeAt(10, () => rung.push("x"));
  cancel();
  clock.moveTo(100);
  expect(rung).toEqual([]);
});

it("scales waits, and 0 makes them none", () => {
  const clock = createControlledClock({ delayScale: 0.001 });
  expect(clock.scaled(12_345)).toBe(13);
  clock.setDelayScale(0);
  expect(clock.scaled(12_345)).toBe(0);
});
