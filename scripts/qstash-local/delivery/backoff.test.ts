import { expect, it } from "vitest";
import { defaultBackoffMs } from "./backoff";

it("waits 12 s, 2 min 28 s, 30 min 8 s, 6 h 7 min 6 s, then a day", () => {
  const seconds = [1, 2, 3, 4, 5, 6, 1000].map((retry) => defaultBackoffMs(retry) / 1000);
  expect(seconds).toEqual([12, 148, 1808, 22_026, 86_400, 86_400, 86_400]);
});
