import { expect, it } from "vitest";
import { countChanges } from "./count-changes";
import { createMemoryStorage } from "./memory-storage";

it("counts what is set and deleted in any table, and nothing else", () => {
  const storage = countChanges(createMemoryStorage());
  const [a, b] = [storage.open<number>("a"), storage.open<number>("b")];
  a.set("x", 1);
  b.set("x", 1);
  a.set("x", 2);
  expect(a.delete("x")).toBe(true);
  expect(storage.changes()).toBe(4);
  expect([a.delete("x"), b.get("x"), b.size, [...b.keys()], [...b.values()]]).toEqual([
    false,
    1,
    1,
    ["x"],
    [1],
  ]);
  expect(storage.changes()).toBe(4);
});
