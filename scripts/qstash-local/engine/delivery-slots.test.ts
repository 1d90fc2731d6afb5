import { expect, it } from "vitest";
import { createDeliverySlots } from "./delivery-slots";

function setup(size: number) {
  const slots = createDeliverySlots(size);
  const started: number[] = [];
  const ends = new Map<number, () => void>();
  const enter = (id: number) =>
    slots.enter(() => {
      started.push(id);
      return new Promise((resolve) => ends.set(id, resolve));
    });
  return { slots, started, enter, end: (id: number) => ends.get(id)?.() };
}

it("lets as many run as there are slots, and the others in their order", async () => {
  const { slots, started, enter, end } = setup(2);
  for (const id of [1, 2, 3, 4]) enter(id);
  expect([started, slots.size()]).toEqual([[1, 2], 4]);
  end(2);
  await expect.poll(() => started).toEqual([1, 2, 3]);
  end(1);
  await expect.poll(() => started).toEqual([1, 2, 3, 4]);
  for (const id of [3, 4]) end(id);
  await expect.poll(() => slots.size()).toBe(0);
});

it("keeps its order through thousands of waiting ones", async () => {
  const slots = createDeliverySlots(3);
  const started: number[] = [];
  const all = Array.from({ length: 5000 }, (_, id) => id);
  for (const id of all) {
    slots.enter(() => {
      started.push(id);
      return Promise.resolve();
    });
  }
  await expect.poll(() => started.length).toBe(5000);
  expect(started).toEqual(all);
});

it("close waits for the running ones and starts no other", async () => {
  const { slots, started, enter, end } = setup(1);
  enter(1);
  enter(2);
  const closed = slots.close();
  end(1);
  await closed;
  expect(started).toEqual([1]);
});

it("who has nothing to deliver any more takes no slot", () => {
  const { slots, started, enter } = setup(1);
  enter(1);
  slots.enter(() => undefined);
  enter(2);
  expect([started, slots.usage()]).toEqual([[1], { max: 1, count: 1 }]);
  const idle = createDeliverySlots(1);
  idle.enter(() => undefined);
  expect(idle.usage()).toEqual({ max: 1, count: 0 });
});

it("who starts may line up another one, however many", async () => {
  const slots = createDeliverySlots(50_000);
  let started = 0;
  const chain = () => {
    started += 1;
    if (started < 50_000) slots.enter(chain);
    return Promise.resolve();
  };
  slots.enter(chain);
  expect(started).toBe(50_000);
  await slots.close();
});
