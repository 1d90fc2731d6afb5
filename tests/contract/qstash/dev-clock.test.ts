import { expect, it } from "vitest";
import { z } from "zod";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

onlyHere("/_dev");

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clockState = z.looseObject({
  now: z.number(),
  frozen: z.boolean(),
  delayScale: z.number(),
  waiting: z.number(),
  nextDueAt: z.number().optional(),
  active: z.number(),
  idle: z.boolean(),
});

const clockReport = clockState.extend({
  complete: z.boolean(),
  steps: z.number(),
  underWay: z.array(z.string()).optional(),
});

/** The clock as an adopter in another language reaches it: plain HTTP, no token. */
async function withClock() {
  const bundle = await setup();
  const call = async (method: string, path: string, body?: object | string) => {
    const response = await fetch(`${bundle.server.url}/_dev/clock${path}`, {
      method,
      body: typeof body === "object" ? JSON.stringify(body) : body,
    });
    return { status: response.status, body: await response.json() };
  };
  const state = async () => clockState.parse((await call("GET", "")).body);
  const set = async (verb: string, body?: object) =>
    clockState.parse((await call("POST", `/${verb}`, body)).body);
  const go = async (verb: string, body?: object) =>
    clockReport.parse((await call("POST", `/${verb}`, body)).body);
  /** What the log says about a message, oldest first: state and how long after `since`. */
  const history = async (messageId: string, since: number) => {
    const { logs } = await bundle.client.logs({ filter: { messageId } });
    return logs.toReversed().map(({ state, time }) => [state, time - since]);
  };
  return { ...bundle, call, state, set, go, history };
}

it("tells the wall clock's time until told otherwise", async () => {
  const { state } = await withClock();
  const before = Date.now();
  const { now, ...rest } = await state();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
  expect(rest).toEqual({ frozen: false, delayScale: 1, waiting: 0, active: 0, idle: true });
});

it("the default backoff of 12 s, 2½ min and 30 min runs to the dead letter, at its exact times", async () => {
  const { client, destination, set, go, history } = await withClock();
  destination.answer("/down", 500);
  const { now: start } = await set("freeze");
  const { messageId } = await client.publish({ url: destination.url("/down") });
  expect(await go("advance", { by: "1h" })).toMatchObject({ now: start + HOUR, complete: true, waiting: 0 });
  const [second, third, fourth] = [12_000, 160_000, 1_968_000];
  expect(await history(messageId, start)).toEqual([
    ["CREATED", 0],
    ["ACTIVE", 0],
    ["ERROR", 0],
    ["RETRY", 0],
    ["ACTIVE", second],
    ["ERROR", second],
    ["RETRY", second],
    ["ACTIVE", third],
    ["ERROR", third],
    ["RETRY", third],
    ["ACTIVE", fourth],
    ["ERROR", fourth],
    ["FAILED", fourth],
  ]);
  const { messages } = await client.dlq.listMessages();
  expect(messages).toMatchObject([{ messageId, dlqId: `${start + fourth}-0` }]);
});

it("frozen, what waits is not delivered, and what is due at once is", async () => {
  const { client, destination, state, set, delivery } = await withClock();
  await set("freeze");
  await client.publish({ url: destination.url("/waits"), delay: 1 });
  await client.publish({ url: destination.url("/now") });
  await delivery("/now");
  const { now, nextDueAt, waiting, frozen } = await state();
  expect({ waiting, frozen, wait: (nextDueAt ?? 0) - now }).toEqual({
    waiting: 1,
    frozen: true,
    wait: SECOND,
  });
  expect(destination.requests("/waits")).toEqual([]);
});

it("resumed, time goes on from what the clock shows, and what waits is delivered", async () => {
  const { client, destination, set, state, delivery } = await withClock();
  const { now: start } = await set("freeze");
  await set("set", { to: start + DAY });
  await client.publish({ url: destination.url("/waits"), delay: 1 });
  await set("set", { to: start + DAY + SECOND - 10 });
  expect(await set("resume")).toMatchObject({ frozen: false });
  await delivery("/waits");
  expect((await state()).now).toBeGreaterThanOrEqual(start + DAY + SECOND);
});

it("advance delivers a delayed message at its time, not before", async () => {
  const { client, destination, set, go, history } = await withClock();
  const { now: start } = await set("freeze");
  const { messageId } = await client.publish({ url: destination.url("/d"), delay: "2h" });
  expect(await go("advance", { by: 2 * HOUR - 1 })).toMatchObject({ steps: 0, waiting: 1 });
  expect(destination.requests("/d")).toEqual([]);
  expect(await go("advance", { to: start + 3 * HOUR })).toMatchObject({ now: start + 3 * HOUR, steps: 1 });
  expect((await history(messageId, start)).slice(1)).toEqual([
    ["ACTIVE", 2 * HOUR],
    ["DELIVERED", 2 * HOUR],
  ]);
});

it("advance on a clock that goes lets it go on from where it has come to", async () => {
  const { client, destination, go, state } = await withClock();
  await client.publish({ url: destination.url("/d"), delay: "1d" });
  const before = Date.now();
  const { frozen, now } = await go("advance", { by: "2d" });
  expect([frozen, destination.requests("/d").length]).toEqual([false, 1]);
  expect(now).toBeGreaterThanOrEqual(before + 2 * DAY);
  await expect.poll(async () => (await state()).now).toBeGreaterThan(now);
});

it("set jumps: what came due on the way is delivered late", async () => {
  const { client, destination, set, go, history } = await withClock();
  const { now: start } = await set("freeze");
  const { messageId } = await client.publish({ url: destination.url("/d"), delay: "1h" });
  await set("set", { to: start + DAY });
  expect(await go("run-due")).toMatchObject({ now: start + DAY, idle: true });
  expect((await history(messageId, start)).slice(1)).toEqual([
    ["ACTIVE", DAY],
    ["DELIVERED", DAY],
  ]);
});

it("an hourly schedule fires exactly 24 times over a day", async () => {
  const { client, destination, set, go } = await withClock();
  await set("freeze");
  await client.schedules.create({ destination: destination.url("/hourly"), cron: "0 * * * *" });
  expect(await go("advance", { by: "24h" })).toMatchObject({ steps: 24, waiting: 0 });
  expect(destination.requests("/hourly")).toHaveLength(24);
  const { logs } = await client.logs({ filter: { state: "CREATED" } });
  const hours = logs.map(({ time }) => time / HOUR);
  expect(new Set(hours).size).toBe(24);
  expect(hours.every(Number.isInteger)).toBe(true);
});

it("a deduplication id is free again after ten minutes", async () => {
  const { client, destination, set, go } = await withClock();
  await set("freeze");
  const publish = () => client.publish({ url: destination.url("/once"), deduplicationId: "a" });
  const { messageId } = await publish();
  await go("advance", { by: 10 * MINUTE - 1 });
  expect(await publish()).toEqual({ messageId, deduplicated: true });
  await go("advance", { by: 1 });
  expect(await publish()).not.toHaveProperty("deduplicated");
});

it("next goes to the next thing due, a schedule too, and no further", async () => {
  const { client, destination, set, go } = await withClock();
  const { now: start } = await set("freeze");
  expect(await go("next")).toMatchObject({ now: start, steps: 0, complete: true });
  await client.publish({ url: destination.url("/late"), delay: "30d" });
  await client.publish({ url: destination.url("/soon"), delay: "1s" });
  expect(await go("next")).toMatchObject({ now: start + SECOND, steps: 1, waiting: 1 });
  expect([destination.requests("/soon").length, destination.requests("/late").length]).toEqual([1, 0]);
  await client.schedules.create({ destination: destination.url("/s"), cron: "* * * * *" });
  const { now } = await go("next");
  expect([now % MINUTE, destination.requests("/s").length]).toEqual([0, 1]);
});

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

it("a delay scale shortens every wait of a message, as its planned times show, and no schedule", async () => {
  const { client, destination, http, set, go, history } = await withClock();
  const { now: start } = await set("freeze");
  expect(await set("scale", { factor: 0.001 })).toMatchObject({ delayScale: 0.001 });
  destination.answer("/down", 500, { status: 429, headers: { "retry-after": "60" } }, 500);
  const { messageId } = await client.publish({ url: destination.url("/down"), delay: "1h", retries: 2 });
  expect(await client.messages.get(messageId)).toMatchObject({ notBefore: start + 3600 });
  await go("next");
  const planned = z.object({ logs: z.array(z.object({ nextDeliveryTime: z.number() })) });
  const { logs } = planned.parse(await (await http("GET", "/v2/logs?state=RETRY")).json());
  expect(logs.map(({ nextDeliveryTime }) => nextDeliveryTime - start)).toEqual([3600 + 12]);
  await go("drain");
  const attempts = (await history(messageId, start)).filter(([state]) => state === "ACTIVE");
  expect(attempts.map(([, time]) => time)).toEqual([3600, 3612, 3672]);
  const { scheduleId } = await client.schedules.create({ destination: "https://a.test", cron: "0 0 1 1 *" });
  expect((await client.schedules.get(scheduleId)).nextScheduleTime).toBeGreaterThan(start + HOUR);
});

it("a delay scale of 0 leaves no wait at all", async () => {
  const { client, destination, set, ended } = await withClock();
  await set("scale", { factor: 0 });
  destination.answer("/down", 500);
  const notBefore = Math.floor(Date.now() / 1000) + 3600;
  const { messageId } = await client.publish({ url: destination.url("/down"), notBefore });
  expect((await ended(messageId)).at(-1)).toBe("FAILED");
});

it("signatures go by the wall clock, which is the receiver's", async () => {
  const { client, receiver, destination, set, delivery } = await withClock();
  await set("freeze", { at: Date.now() + 3650 * DAY });
  await client.publish({ url: destination.url("/signed"), body: "x" });
  const { headers, body } = await delivery("/signed");
  const signature = String(headers["upstash-signature"]);
  await receiver.verify({ signature, body: body.toString(), url: destination.url("/signed") });
  const claims: unknown = JSON.parse(Buffer.from(signature.split(".")[1] ?? "", "base64url").toString());
  const { iat, exp } = z.object({ iat: z.number(), exp: z.number() }).parse(claims);
  expect(iat * SECOND).toBeLessThanOrEqual(Date.now());
  expect(exp).toBe(iat + 300);
});

it("a Not-Before and a Retry-After date mean the wait from the app's own clock, which nobody moved", async () => {
  const { client, destination, set, go, state, history } = await withClock();
  await set("freeze");
  const { now: start } = await set("set", { to: Date.now() + 30 * DAY });
  const inAnHour = new Date(Date.now() + HOUR);
  destination.answer("/busy", { status: 429, headers: { "retry-after": inAnHour.toUTCString() } }, 200);
  const { messageId } = await client.publish({
    url: destination.url("/busy"),
    notBefore: Math.floor(inAnHour.getTime() / 1000),
  });
  await go("drain");
  const [, first = 0, second = 0] = [0, ...(await attemptsOf(messageId))];
  for (const wait of [first, second - first]) {
    expect(wait).toBeGreaterThan(HOUR - MINUTE);
    expect(wait).toBeLessThanOrEqual(HOUR);
  }
  expect((await state()).now).toBe(start + second);

  async function attemptsOf(id: string): Promise<number[]> {
    const entries = await history(id, start);
    return entries.flatMap(([state, time]) => (state === "ACTIVE" ? Number(time) : []));
  }
});

it("a restart keeps the clock, and goes on with what waits", async () => {
  const { client, destination, server, set, go, state } = await withClock();
  const { now: start } = await set("freeze");
  await set("set", { to: start + DAY });
  await client.publish({ url: destination.url("/d"), delay: "1h" });
  await server.ours().restart();
  expect(await state()).toMatchObject({ now: start + DAY, frozen: true, waiting: 1 });
  expect(await go("advance", { by: "1h" })).toMatchObject({ now: start + DAY + HOUR, waiting: 0 });
  expect(destination.requests("/d")).toHaveLength(1);
});

it("reset returns to the wall clock", async () => {
  const { set } = await withClock();
  await set("freeze", { at: Date.now() + DAY });
  await set("scale", { factor: 0 });
  const { now, frozen, delayScale } = await set("reset");
  expect([frozen, delayScale]).toEqual([false, 1]);
  expect(now).toBeLessThanOrEqual(Date.now());
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
