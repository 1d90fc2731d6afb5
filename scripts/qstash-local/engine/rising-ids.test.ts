import { expect, it } from "vitest";
import { createRisingIds, isLater, parseRisingId } from "./rising-ids";

it("ids rise within a millisecond, when the clock is set back, and after a restart", () => {
  const nextId = createRisingIds();
  const ids = [nextId(5), nextId(5), nextId(3), nextId(6)];
  expect(ids).toEqual(["5-0", "5-1", "5-2", "6-0"]);
  expect(createRisingIds(ids.at(-1))(2)).toBe("6-1");
});

it("compares by number, not by text", () => {
  expect(isLater("10-0", "9-9")).toBe(true);
  expect(isLater("9-10", "9-9")).toBe(true);
  expect(isLater("9-9", "9-9")).toBe(false);
});

it.each(["", "5", "5-", "a-1", "5-1-1", "1234567890123456-0"])("%j is no such id", (text) => {
  expect(parseRisingId(text)).toBeUndefined();
});
