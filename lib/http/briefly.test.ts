import { expect, it } from "vitest";
import { briefly } from "./briefly";

it("asks once for all who ask at a time or soon after", async () => {
  let asked = 0;
  const read = briefly(60_000, async () => {
    asked += 1;
    return asked;
  });
  expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
  expect(await read()).toBe(1);
});

it("asks anew when the time is over", async () => {
  let asked = 0;
  const read = briefly(0, async () => {
    asked += 1;
    return asked;
  });
  expect([await read(), await read()]).toEqual([1, 2]);
});

it("keeps no failure", async () => {
  let asked = 0;
  const read = briefly(60_000, async () => {
    asked += 1;
    if (asked === 1) throw new Error("away");
    return asked;
  });
  await expect(read()).rejects.toThrow("away");
  expect(await read()).toBe(2);
});
