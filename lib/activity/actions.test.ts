import { expect, it } from "vitest";
import { ACTIONS, isAction } from "./actions";

it("an action is known by its own name only", () => {
  expect(Object.keys(ACTIONS).every(isAction)).toBe(true);
  expect(["toString", "", "Member invited", "member.invited "].filter(isAction)).toEqual([]);
});

it("no two actions have the same words", () => {
  const words = Object.values(ACTIONS);
  expect(new Set(words).size).toBe(words.length);
});
