import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { HOUR, MINUTE, withClock } from "./with-clock";

onlyHere("/_dev");

it("drain goes on until no message waits, through retries and callbacks, and not for schedules", async () => {
  const { client, destination, set, go } = await withClock();
  await set("freeze");
  destination.answer("/flaky", 500, 500, 200);
  destination.answer("/callback", 503, 200);
  await client.publish({
    url: destination.url("/flaky"),
    delay: "1h",
    callback: destination.url("/callback"),
  });
  await client.schedules.create({ destination: destination.url("/s"), cron: "0 0 1 1 *" });
  expect(await go("drain")).toMatchObject({ complete: true, waiting: 0, idle: true });
  expect([destination.requests("/flaky").length, destination.requests("/callback").length]).toEqual([3, 4]);
  expect(destination.requests("/s")).toEqual([]);
});

it("a rate of one a minute delivers one a minute, whatever the delay scale", async () => {
  const { client, destination, set, go } = await withClock();
  const { now: start } = await set("freeze");
  await set("scale", { factor: 0 });
  for (let count = 0; count < 4; count++)
    await client.publish({
      url: destination.url("/rate"),
      flowControl: { key: "k", rate: 1, period: "1m" },
    });
  expect(await go("drain")).toMatchObject({ complete: true, now: start + 3 * MINUTE });
  const { logs } = await client.logs({ filter: { state: "DELIVERED" } });
  expect(logs.map(({ time }) => time - start)).toEqual([3, 2, 1, 0].map((minutes) => minutes * MINUTE));
});

it("drain brings a queue through the retries of its head, and leaves a paused one alone", async () => {
  const { client, destination, set, go } = await withClock();
  const { now: start } = await set("freeze");
  destination.answer("/head", 500, 500, 200);
  const queue = client.queue({ queueName: "q" });
  await queue.enqueue({ url: destination.url("/head") });
  await queue.enqueue({ url: destination.url("/next") });
  expect(await go("drain")).toMatchObject({ complete: true, now: start + 160_000 });
  expect(destination.requests("/next")).toHaveLength(1);
  await queue.pause();
  await queue.enqueue({ url: destination.url("/paused") });
  expect(await go("drain")).toMatchObject({ complete: false, waiting: 1, steps: 0, idle: true });
});

it("drain takes at most as many steps as it may, and says that something still waits", async () => {
  const { client, destination, set, go } = await withClock();
  await set("freeze");
  for (const delay of [1, 2, 3] as const) await client.publish({ url: destination.url("/d"), delay });
  expect(await go("drain", { steps: 2 })).toMatchObject({ complete: false, steps: 2, waiting: 1 });
});

it("idle waits for a destination that takes its time, and answers false when its limit is over", async () => {
  const { client, destination, call, go, state } = await withClock();
  destination.answer("/slow", "silence");
  const { messageId } = await client.publish({ url: destination.url("/slow"), timeout: 1, retries: 0 });
  await destination.received("/slow", 1);
  const { status, body } = await call("GET", "/idle?timeout=20ms");
  expect([status, body]).toMatchObject([200, { idle: false, active: 1, underWay: [messageId] }]);
  const start = (await state()).now;
  const stopped = await go("advance", { by: "1h", timeout: "20ms" });
  expect(stopped).toMatchObject({ complete: false, steps: 0, active: 1, underWay: [messageId] });
  expect(stopped.now).toBeLessThan(start + HOUR);
  expect((await call("GET", "/idle")).body).toMatchObject({ idle: true, active: 0, complete: true });
});

it("a redelivery by hand counts as under way", async () => {
  const { client, destination, server, call, ended } = await withClock();
  destination.answer("/r", 200, "silence");
  const { messageId } = await client.publish({ url: destination.url("/r"), timeout: 1 });
  await ended(messageId);
  const redelivered = fetch(`${server.url}/_dev/messages/${messageId}/redeliver`, { method: "POST" });
  await destination.received("/r", 2);
  expect((await call("GET", "/idle?timeout=0")).body).toMatchObject({ idle: false, active: 1 });
  await redelivered;
  expect((await call("GET", "/idle")).body).toMatchObject({ idle: true });
});

it("advances among ten thousand waiting messages, and delivers each that comes due once", async () => {
  const { client, destination, set, go } = await withClock();
  await set("freeze");
  const messages = Array.from({ length: 10_000 }, (_, index) => ({
    url: destination.url("/many"),
    delay: 1 + (index % 1000),
  }));
  await client.batch(messages);
  const report = await go("advance", { by: "50s", timeout: "1m" });
  expect(report).toMatchObject({ complete: true, steps: 50, waiting: 9500, idle: true });
  expect(destination.requests("/many")).toHaveLength(500);
});

it.each([
  ["freeze", { at: "yesterday" }, "invalid at: expected Unix milliseconds or an ISO date"],
  ["freeze", { at: 5 }, "invalid at: the clock does not go back, it shows "],
  ["set", {}, "invalid to: expected Unix milliseconds"],
  ["set", { to: 1000 }, "invalid to: the clock does not go back"],
  ["advance", {}, 'expected either by, such as {"by": "30m"}, or to'],
  ["advance", { by: 1, to: 2 }, "expected either by"],
  ["advance", { by: "soon" }, 'invalid by: expected milliseconds or a duration such as "250ms", "30m"'],
  ["advance", { by: -1 }, "invalid by: expected milliseconds"],
  ["advance", { by: "9999999d" }, "at most 9999-12-31"],
  ["advance", { by: 1, timeout: null }, "invalid timeout: expected milliseconds"],
  ["advance", { for: "30m" }, 'unknown field "for": expected by, to, timeout'],
  ["scale", { factor: -1 }, "invalid factor: expected a number from 0"],
  ["scale", { factor: "fast" }, "invalid factor: expected a number from 0"],
  ["drain", { steps: 0 }, "invalid steps: expected a whole number of at least 1"],
  ["resume", { now: 1 }, 'unknown field "now": expected no field at all'],
  ["next", "[]", "invalid body: expected a JSON object with timeout"],
  ["next", "{", "invalid body: expected JSON"],
])("%s with %j is refused, and the clock goes on", async (verb, body, message) => {
  const { call, state } = await withClock();
  const answer = await call("POST", `/${verb}`, body);
  expect(answer).toEqual({ status: 400, body: { error: expect.stringContaining(message) } });
  expect(await state()).toMatchObject({ frozen: false, delayScale: 1 });
});

it("the same verbs work from code, one after the other", async () => {
  const { client, destination, server } = await withClock();
  const { clock } = server.ours();
  const { now: start } = await clock.freeze();
  await client.publish({ url: destination.url("/d"), delay: "1h" });
  const [first, second] = await Promise.all([clock.advance("30m"), clock.advance("30m")]);
  expect([first.now - start, second.now - start]).toEqual([30 * MINUTE, HOUR]);
  expect(destination.requests("/d")).toHaveLength(1);
  await expect(clock.set(start)).rejects.toThrow("the clock does not go back");
  expect((await clock.untilIdle()).idle).toBe(true);
});
