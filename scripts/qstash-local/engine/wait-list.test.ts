import { expect, it } from "vitest";
import { createWaitList, type WaitList } from "./wait-list";

function listOf(...items: number[]): WaitList<number> {
  const list = createWaitList<number>();
  for (const item of items) list.add(item);
  return list;
}

const takeAll = (list: WaitList<number>) => Array.from({ length: list.size }, () => list.take());

it("first come, first served", () => {
  const list = listOf(3, 1, 2);
  expect([list.size, takeAll(list), list.size, list.take()]).toEqual([3, [3, 1, 2], 0, undefined]);
});

it("who gives up leaves from any place; the others keep theirs", () => {
  const list = listOf(1, 2, 3, 4);
  expect([list.remove(3), list.remove(1), list.remove(3)]).toEqual([true, true, false]);
  expect(takeAll(list)).toEqual([2, 4]);
});

it("who comes back stands at the end, who waits already keeps its place", () => {
  const list = listOf(1, 2, 3);
  list.remove(1);
  list.add(1);
  list.add(2);
  expect(takeAll(list)).toEqual([2, 3, 1]);
});

it("it can be used again after it was empty", () => {
  const list = listOf(1);
  expect([list.take(), list.take()]).toEqual([1, undefined]);
  list.add(2);
  list.clear();
  list.add(3);
  expect(takeAll(list)).toEqual([3]);
});

it("a hundred thousand come and go in order", () => {
  const all = Array.from({ length: 100_000 }, (_, index) => index);
  const list = listOf(...all);
  for (const item of all) if (item % 3 === 0) list.remove(item);
  expect(takeAll(list)).toEqual(all.filter((item) => item % 3 !== 0));
});
