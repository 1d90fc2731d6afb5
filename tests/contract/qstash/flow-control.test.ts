import { expect, it } from "vitest";
import { messageIdOf, setup } from "./setup";
import { setupKey } from "./with-flow-key";

const WEEK = 604_800;

it("parallelism: what does not fit waits, is shown, and uses up no retries", async () => {
  const { key, destination, publish, info, bodies, states } = await setupKey();
  destination.answer("/m", "silence");
  await publish("1", { parallelism: 1 });
  const waiting = await publish("2", { parallelism: 1 });
  await destination.received("/m", 1);
  await expect.poll(info).toEqual({
    flowControlKey: key,
    waitListSize: 1,
    parallelismMax: 1,
    parallelismCount: 1,
    rateMax: 0,
    rateCount: 1,
    ratePeriod: 1,
    ratePeriodStart: expect.any(Number),
    isPaused: false,
    isPinnedParallelism: false,
    isPinnedRate: false,
  });
  expect(await states(waiting)).toEqual(["CREATED"]);
  await publish("3", { parallelism: 2 });
  await destination.received("/m", 2);
  expect([bodies(), destination.requests("/m")[1]?.headers["upstash-retried"]]).toEqual([["1", "2"], "0"]);
});

it("rate: so many start in a period; the others keep their order", async () => {
  const { publish, info, bodies, post, destination } = await setupKey();
  for (const body of ["1", "2", "3", "4", "5"]) await publish(body, { rate: 2, period: WEEK });
  await destination.received("/m", 2);
  await expect.poll(info).toMatchObject({ waitListSize: 3 });
  const { ratePeriodStart, ...rest } = await info();
  expect(rest).toMatchObject({ rateMax: 2, rateCount: 2, ratePeriod: WEEK, waitListSize: 3 });
  expect(Math.abs(ratePeriodStart - Date.now() / 1000)).toBeLessThan(60);
  expect(await post("resetRate")).toBe(200);
  await destination.received("/m", 4);
  expect(bodies().slice(0, 2).toSorted()).toEqual(["1", "2"]);
  expect(bodies().slice(2).toSorted()).toEqual(["3", "4"]);
});

it("when the period is over the next ones start by themselves", async () => {
  const { publish, bodies, ended } = await setupKey();
  await publish("1", { rate: 1 });
  await ended(await publish("2", { rate: 1 }));
  expect(bodies()).toEqual(["1", "2"]);
});

it("retries count too", async () => {
  const { destination, publish, info, bodies } = await setupKey();
  destination.answer("/m", 500);
  await publish("1", { rate: 1, period: WEEK }, { retryDelay: "1" });
  await expect.poll(info).toMatchObject({ waitListSize: 1 });
  expect(bodies()).toEqual(["1"]);
});

it("keys limit across destinations, and only themselves", async () => {
  const { client, key, name, destination, publish, info, delivery } = await setupKey();
  destination.answer("/m", "silence");
  await publish("1", { parallelism: 1 });
  await client.publish({ url: destination.url("/elsewhere"), flowControl: { key, parallelism: 1 } });
  const free = { key: name("free"), parallelism: 1 };
  await client.publish({ url: destination.url("/free"), flowControl: free });
  await delivery("/free");
  expect([await info(), destination.requests("/elsewhere")]).toEqual([
    expect.objectContaining({ waitListSize: 1 }),
    [],
  ]);
});

it("the newest message's numbers count, also before it is due", async () => {
  const { destination, publish, info } = await setupKey();
  destination.answer("/m", "silence");
  await publish("1", { parallelism: 1 });
  await publish("2", { parallelism: 1 });
  await publish("later", { rate: 7, period: 60 }, { delay: 3600 });
  await destination.received("/m", 2);
  expect(await info()).toMatchObject({ parallelismMax: 0, parallelismCount: 2, rateMax: 7, ratePeriod: 60 });
});

it("pinned numbers hold against those of messages, each by itself, until they are unpinned", async () => {
  const { client, key, publish, info } = await setupKey();
  await client.flowControl.pin(key, { parallelism: 5 });
  await publish("1", { parallelism: 1, rate: 3 });
  expect(await info()).toMatchObject({
    parallelismMax: 5,
    rateMax: 3,
    isPinnedParallelism: true,
    isPinnedRate: false,
  });
  await client.flowControl.pin(key, { rate: 9, period: 120 });
  await publish("2", { parallelism: 1, rate: 3 });
  expect(await info()).toMatchObject({ parallelismMax: 5, rateMax: 9, ratePeriod: 120, isPinnedRate: true });
  await client.flowControl.unpin(key, {});
  expect(await info()).toMatchObject({ isPinnedParallelism: true, isPinnedRate: true });
  await client.flowControl.unpin(key, { parallelism: true, rate: true });
  expect(await info()).toMatchObject({ parallelismMax: 5, rateMax: 9, isPinnedParallelism: false });
  await publish("3", { parallelism: 1, rate: 3 });
  expect(await info()).toMatchObject({ parallelismMax: 1, rateMax: 3 });
});

it("pin starts what its numbers allow, and counts anew", async () => {
  const { client, key, publish, info, destination } = await setupKey();
  for (const body of ["1", "2", "3"]) await publish(body, { rate: 1, period: WEEK });
  await destination.received("/m", 1);
  await client.flowControl.pin(key, { rate: 2, period: 60 });
  await destination.received("/m", 3);
  expect(await info()).toMatchObject({ rateCount: 2, waitListSize: 0 });
});

it("a paused key delivers nothing and takes what comes; resumed, it goes on", async () => {
  const { client, key, publish, info, bodies, destination, delivery } = await setupKey();
  await client.flowControl.pause(key);
  await publish("1", { parallelism: 9 });
  await client.publish({ url: destination.url("/meanwhile") });
  await delivery("/meanwhile");
  expect([bodies(), await info()]).toEqual([
    [],
    expect.objectContaining({ isPaused: true, waitListSize: 1 }),
  ]);
  await client.flowControl.resume(key);
  await destination.received("/m", 1);
  expect(await info()).toMatchObject({ isPaused: false });
});

it("an unknown key is 404", async () => {
  const { info } = await setupKey();
  await expect(info()).rejects.toMatchObject({ status: 404 });
});

it.each([
  ["parallelism=2,rate=10,period=1d", { parallelism: 2, rate: 10, period: 86_400 }],
  [" rate=10 ,parallelism=2", { parallelism: 2, rate: 10, period: 1 }],
  ["rate=1, period=7d", { rate: 1, period: WEEK }],
])("a waiting message shows the value %j in numbers", async (value, shown) => {
  const { http, client, destination } = await setup();
  const headers = {
    "upstash-flow-control-key": "k",
    "upstash-flow-control-value": value,
    "upstash-delay": "1h",
  };
  const messageId = await messageIdOf(
    await http("POST", `/v2/publish/${destination.url("/m")}`, { headers }),
  );
  const { flowControlKey, parallelism, rate, period } = await client.messages.get(messageId);
  expect({ flowControlKey, parallelism, rate, period }).toEqual({ flowControlKey: "k", ...shown });
});

it("a schedule shows its limits", async () => {
  const { client, key, url } = await setupKey();
  const flowControl = { key, rate: 5, period: "1m" } as const;
  const { scheduleId } = await client.schedules.create({ destination: url, cron: "0 0 1 1 *", flowControl });
  expect(await client.schedules.get(scheduleId)).toMatchObject({ flowControlKey: key, rate: 5, period: 60 });
});

it("the global parallelism says how many are under way, of how many", async () => {
  const { client, destination } = await setup();
  destination.answer("/m", "silence");
  for (const _ of [1, 2]) await client.publish({ url: destination.url("/m") });
  await destination.received("/m", 2);
  const { parallelismMax, parallelismCount } = await client.flowControl.getGlobalParallelism();
  expect(parallelismMax).toBeGreaterThanOrEqual(parallelismCount);
  expect(parallelismCount).toBeGreaterThanOrEqual(2);
});
