import { expect, it } from "vitest";
import { askedFor } from "./confirm";

it.each([
  [1, "y", true],
  [100, "YES", true],
  [100, "", false],
  [100, "no", false],
  [101, "y", false],
  [101, "retry 101", true],
  [101, "retry 100", false],
  [null, "y", false],
  [null, "retry all", true],
])("to retry %j jobs, the answer %j is taken: %j", (count, said, isTaken) => {
  expect(askedFor("retry", count).isMet(said)).toBe(isTaken);
});
