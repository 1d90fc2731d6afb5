import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { textOf, withPage } from "./page-reader";

onlyHere("the page");

it("the clock is frozen, and every screen says so until it goes on", async () => {
  const { get, press } = await withPage();
  expect(textOf((await get("/clock")).body)).toContain("The clock goes by the wall clock.");
  await press("/clock", "Freeze");
  expect(textOf((await get("/clock")).body)).toMatch(/The clock stands at \d\d:\d\d:\d\d/);
  expect(textOf((await get("/log")).body)).toContain("Clock stands");
  await press("/clock", "Let it go on");
  expect(textOf((await get("/log")).body)).not.toContain("Clock stands");
});

it("an advanced clock delivers what came due on the way", async () => {
  const { get, post, client, destination, ended } = await withPage();
  const { messageId } = await client.publish({ url: destination.url("/later"), delay: "20m" });
  const { status, headers } = await post("/_dev/page/clock/advance", { by: "30m", back: "/clock" });
  expect([status, headers.get("location")]).toEqual([303, "/clock?did=clock-advance"]);
  expect(await ended(messageId)).toContain("DELIVERED");
  expect(textOf((await get("/clock")).body)).toMatch(/The clock goes, (30|29) min.* ahead of the wall clock/);
});

it("the clock goes on until nothing waits, and back to the wall clock", async () => {
  const { get, press, client, destination, ended } = await withPage();
  destination.answer("/bad", 500);
  const { messageId } = await client.publish({ url: destination.url("/bad") });
  await press("/clock", "Until nothing waits");
  expect(await ended(messageId)).toContain("FAILED");
  await press("/clock", "Back to the wall clock");
  expect(textOf((await get("/clock")).body)).toContain("The clock goes by the wall clock.");
});

it("the waits of new messages are scaled", async () => {
  const { post, get } = await withPage();
  await post("/_dev/page/clock/scale", { factor: "0.01" });
  expect(textOf((await get("/clock")).body)).toContain("Waits of new messages are multiplied by 0.01.");
});

it.each([
  ["advance", { by: "soon" }, "invalid by"],
  ["scale", { factor: "fast" }, "invalid factor"],
  ["scale", {}, "invalid factor"],
])("%s with %j is refused with what was expected", async (verb, fields, words) => {
  const { post } = await withPage();
  const { status, body } = await post(`/_dev/page/clock/${verb}`, fields);
  expect(status).toBe(400);
  expect(body).toContain(words);
});

it("a browser is told when the clock stands", async () => {
  const { get, press } = await withPage();
  const version = async () => (await get("/_dev/page/changes")).body;
  const before = await version();
  await press("/clock", "Freeze");
  expect(await version()).toContain('"isFrozen":true');
  expect(await version()).not.toBe(before);
});
