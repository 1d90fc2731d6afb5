import { expect, it } from "vitest";
import { z } from "zod";
import { onlyHere } from "./only-here";
import { DAY, HOUR, MINUTE, SECOND, withClock } from "./with-clock";

onlyHere("/_dev");

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
