import { expect, it } from "vitest";
import { createRequestKeys } from "./request-key";

it("keeps the key of a request until it was answered", () => {
  const { keyOf, answered } = createRequestKeys();
  const key = keyOf({ to: "ada" });
  expect(keyOf({ to: "ada" })).toBe(key);
  answered();
  expect(keyOf({ to: "ada" })).not.toBe(key);
});

it("has another key for another request: one key must not mean two things", () => {
  const { keyOf } = createRequestKeys();
  expect(keyOf({ to: "ada" })).not.toBe(keyOf({ to: "grace" }));
});

it("has a key for a request that says nothing", () => {
  const { keyOf } = createRequestKeys();
  expect(keyOf(undefined)).toBe(keyOf(undefined));
});
