import { expect, it } from "vitest";
import { createDeduplication } from "./deduplication";

it("an id is taken for ten minutes from the first accept", () => {
  const deduplication = createDeduplication(new Map());
  deduplication.take("a", "msg_1", 1000);
  expect(deduplication.find("a", 600_999)).toBe("msg_1");
  expect(deduplication.find("a", 601_000)).toBeUndefined();
});

it("an id that was taken anew lasts as long as a new one", () => {
  const deduplication = createDeduplication(new Map());
  deduplication.take("a", "msg_1", 0);
  deduplication.take("b", "msg_2", 300_000);
  expect(deduplication.find("a", 600_000)).toBeUndefined();
  deduplication.take("a", "msg_3", 600_000);
  expect([deduplication.find("b", 900_000), deduplication.find("a", 900_000)]).toEqual([undefined, "msg_3"]);
});

it("an id ends in time behind one that ends later, as after a clock was set back", () => {
  const deduplication = createDeduplication(new Map());
  deduplication.take("ahead", "msg_1", 10_000_000);
  deduplication.take("back", "msg_2", 0);
  expect(deduplication.find("back", 599_999)).toBe("msg_2");
  expect(deduplication.find("back", 600_000)).toBeUndefined();
});
