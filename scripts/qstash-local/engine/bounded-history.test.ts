import { expect, it } from "vitest";
import { createBoundedHistory } from "./bounded-history";

const setup = (count: number, bytes: number) =>
  createBoundedHistory<string>(new Map(), { count, bytes }, (text) => text.length);

it("forgets the oldest beyond its count", () => {
  const history = setup(2, 100);
  for (const key of ["a", "b", "c"]) history.add(key, key);
  expect([...history.values()]).toEqual(["b", "c"]);
});

it("forgets the oldest beyond its bytes, but never the newest", () => {
  const history = setup(10, 5);
  for (const text of ["aa", "bbb", "c", "ddddddd"]) history.add(text, text);
  expect([...history.values()]).toEqual(["ddddddd"]);
});

it("gives the room of a deleted or replaced item back", () => {
  const history = setup(10, 4);
  history.add("a", "aaaa");
  history.add("a", "aa");
  history.add("b", "bb");
  expect([...history.values()]).toEqual(["aa", "bb"]);
  history.delete("a");
  history.add("c", "cc");
  expect([...history.values()]).toEqual(["bb", "cc"]);
});

it("gives back what an item took, also when the item has grown since", () => {
  const history = createBoundedHistory<{ size: number }>(
    new Map(),
    { count: 10, bytes: 10 },
    (item) => item.size,
  );
  const growing = { size: 2 };
  history.add("a", growing);
  growing.size = 100;
  history.delete("a");
  const [b, c] = [{ size: 5 }, { size: 6 }];
  history.add("b", b);
  history.add("c", c);
  expect([...history.values()]).toEqual([c]);
});
