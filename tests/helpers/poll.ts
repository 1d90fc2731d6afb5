import { expect } from "vitest";

/** `expect.poll` with the patience that a busy machine asks for. */
export function poll<Value>(read: () => Value) {
  return expect.poll(read, { timeout: 15_000, interval: 20 });
}
