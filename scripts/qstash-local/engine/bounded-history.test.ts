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

it("forgets from the oldest on, up to the first that is not over", () => {
  const history = setup(10, 100);
  for (const text of ["a", "bb", "cccc", "d"]) history.add(text, text);
  history.forgetWhile((text) => text.length < 3);
  expect([...history.values()]).toEqual(["cccc", "d"]);
  expect(history.oldest()).toBe("cccc");
});

it("knows the oldest through deletes, replacements and while it is empty", () => {
  const history = setup(3, 100);
  expect(history.oldest()).toBeUndefined();
  for (const text of ["a", "b", "c"]) history.add(text, text);
  history.delete("a");
  expect(history.oldest()).toBe("b");
  history.add("b", "b");
  expect(history.oldest()).toBe("c");
  for (const text of ["b", "c"]) history.delete(text);
  expect(history.oldest()).toBeUndefined();
  for (const text of ["d", "e", "f", "g"]) history.add(text, text);
  expect(history.oldest()).toBe("e");
});
