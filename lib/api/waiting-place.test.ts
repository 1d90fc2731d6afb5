import { EventEmitter, once } from "node:events";
import { expect, it } from "vitest";
import { inWaitingPlace, PLACES } from "./waiting-place";

/** Takes a place, or not, until it is let go. */
function visit(userId: number) {
  const door = new EventEmitter();
  const hasPlace = once(door, "seated").then(([has]: unknown[]) => has);
  const over = inWaitingPlace(userId, async (has) => {
    door.emit("seated", has);
    await once(door, "leave");
  });
  const leave = async () => {
    door.emit("leave");
    await over;
  };
  return { hasPlace, leave };
}

it("one person has so many places and no more, whatever others have, and an end gives a place back", async () => {
  const visits = Array.from({ length: PLACES }, () => visit(1));
  expect(new Set(await Promise.all(visits.map(({ hasPlace }) => hasPlace)))).toEqual(new Set([true]));
  const late = visit(1);
  expect(await late.hasPlace).toBe(false);
  const other = visit(2);
  expect(await other.hasPlace).toBe(true);
  await late.leave();
  expect(await visit(1).hasPlace).toBe(false);
  await visits[0]?.leave();
  expect(await visit(1).hasPlace).toBe(true);
});

it("work that throws gives its place back", async () => {
  for (let time = 0; time <= PLACES; time += 1)
    await expect(inWaitingPlace(3, () => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
  expect(await inWaitingPlace(3, async (hasPlace) => hasPlace)).toBe(true);
});
