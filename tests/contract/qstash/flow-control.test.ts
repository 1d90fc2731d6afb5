import { describe, expect, it, onTestFinished } from "vitest";
import { onlyHere } from "./only-here";
import { messageIdOf, setup } from "./setup";

const WEEK = 604_800;

type Limits =
  | { parallelism: number; rate?: number; period?: number }
  | { parallelism?: number; rate: number; period?: number };

/** Publishes to `/m` under a key of its own. */
async function setupKey() {
  const bundle = await setup();
  const { client, http, destination } = bundle;
  const key = bundle.name("key");
  const url = destination.url("/m");
  onTestFinished(async () => {
    await client.flowControl.unpin(key, { parallelism: true, rate: true });
    await client.flowControl.resume(key);
  });
  const publish = async (
    body: string,
    limits: Limits,
    options: { retryDelay?: string; delay?: number } = {},
  ) => {
    const flowControl = { key, ...limits };
    return (await client.publish({ url, body, flowControl, ...options })).messageId;
  };
  const bodies = () => destination.requests("/m").map(({ body }) => body.toString());
  const info = () => client.flowControl.get(key);
  const post = async (verb: string) => (await http("POST", `/v2/flowControl/${key}/${verb}`)).status;
  return { ...bundle, key, url, publish, bodies, info, post };
}

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

describe("where the documentation is silent", () => {
  onlyHere("choice 16, and what is refused is not documented");

  it("reset also forgets who is under way", async () => {
    const { publish, info, destination, post } = await setupKey();
    destination.answer("/m", "silence");
    await publish("1", { parallelism: 1 });
    await publish("2", { parallelism: 1 });
    await destination.received("/m", 1);
    expect(await post("reset")).toBe(200);
    await destination.received("/m", 2);
    expect(await info()).toMatchObject({ parallelismCount: 1, waitListSize: 0 });
  });

  it("a key that nothing needs any more is forgotten", async () => {
    const { client, key, publish, info, ended } = await setupKey();
    await ended(await publish("1", { parallelism: 1 }));
    expect(await info()).toMatchObject({ parallelismCount: 0, waitListSize: 0 });
    const isKnown = () =>
      info().then(
        () => true,
        () => false,
      );
    await expect.poll(isKnown, { timeout: 5000 }).toBe(false);
    await client.flowControl.resetRate(key);
    expect(await isKnown()).toBe(false);
  });

  it("the list is an array, by name; search narrows it", async () => {
    const { client, http } = await setupKey();
    const list = async (query = "") => await (await http("GET", `/v2/flowControl${query}`)).json();
    expect(await list()).toEqual([]);
    for (const key of ["user-b", "user-a", "job"]) await client.flowControl.pause(key);
    expect(await list()).toMatchObject([
      { flowControlKey: "job" },
      { flowControlKey: "user-a" },
      { flowControlKey: "user-b", isPaused: true, parallelismMax: 0, ratePeriodStart: 0 },
    ]);
    expect(await list("?search=user")).toHaveLength(2);
    expect(await list("?search=none")).toEqual([]);
  });

  it.each(["a/b/c", "user:7", "a b", "https://x.test/y", "pause", "x/pin"])(
    "the key %j can be looked at and steered",
    async (key) => {
      const { client } = await setup();
      const { flowControl } = client;
      await flowControl.pause(key);
      await client.publish({ url: "http://127.0.0.1:1/", flowControl: { key, parallelism: 3 } });
      const info = () => flowControl.get(key);
      await expect.poll(info).toMatchObject({ isPaused: true, parallelismMax: 3, waitListSize: 1 });
      await flowControl.pin(key, { rate: 2 });
      expect(await info()).toMatchObject({ rateMax: 2, isPinnedRate: true });
    },
  );

  it.each([
    ["k/pin", 400],
    ["k/pin?rate=0", 400],
    ["k/pin?parallelism=x", 400],
    ["k/pin?parallelism=1.5", 400],
    ["k/pin?period=5", 400],
    ["k/pin?parallelism=1&period=5", 400],
    ["k/pin?rate=1&period=604801", 400],
    ["k/unpin?rate=yes", 400],
    ["pause", 400],
    ["/pause", 400],
    ["k/stop", 404],
    ["", 404],
  ])("POST /v2/flowControl/%s is answered with %d", async (path, status) => {
    const { http } = await setup();
    const response = await http("POST", `/v2/flowControl/${path}`);
    expect([response.status, await response.json()]).toEqual([status, { error: expect.any(String) }]);
    expect(await (await http("GET", "/v2/flowControl")).json()).toEqual([]);
  });

  it.each([
    ["k", undefined],
    [undefined, "rate=1"],
    ["k", "period=1s"],
    ["k", "rate=0"],
    ["k", "rate=-1"],
    ["k", "parallelism=two"],
    ["k", "rate=1, period=5"],
    ["k", "rate=1, period=0s"],
    ["k", "rate=1, period=8d"],
    ["k", "rate=1; parallelism=2"],
    ["k", "speed=1"],
    ["k", ","],
  ])("the key %j with the value %j is refused", async (key, value) => {
    const { http, destination } = await setup();
    const headers = {
      ...(key && { "upstash-flow-control-key": key }),
      ...(value && { "upstash-flow-control-value": value }),
    };
    const response = await http("POST", `/v2/publish/${destination.url("/m")}`, { headers });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: expect.stringContaining("upstash-flow-control") },
    ]);
  });

  it("a message that waits under a key is cancelled at once", async () => {
    const { client, key, publish, info, states } = await setupKey();
    await client.flowControl.pause(key);
    const messageId = await publish("1", { parallelism: 1 });
    await expect.poll(info).toMatchObject({ waitListSize: 1 });
    await client.messages.cancel(messageId);
    expect(await states(messageId)).toEqual(["CREATED", "CANCEL_REQUESTED", "CANCELED"]);
    expect(await info()).toMatchObject({ waitListSize: 0 });
  });

  it("in a queue both apply: the order of the queue and the limits of the key", async () => {
    const { client, key, name, url, bodies, ended, info } = await setupKey();
    const queue = client.queue({ queueName: name("q") });
    onTestFinished(() => queue.delete());
    const enqueue = (body: string) =>
      queue.enqueue({ url, body, flowControl: { key, rate: 1, period: 3600 } });
    await enqueue("1");
    const { messageId } = await enqueue("2");
    await expect.poll(info).toMatchObject({ rateCount: 1, waitListSize: 1 });
    expect(bodies()).toEqual(["1"]);
    await client.flowControl.resetRate(key);
    await ended(messageId);
    expect(bodies()).toEqual(["1", "2"]);
  });

  it("ours is a hundred, and counts nothing when nothing is under way", async () => {
    const { client } = await setup();
    expect(await client.flowControl.getGlobalParallelism()).toEqual({
      parallelismMax: 100,
      parallelismCount: 0,
    });
  });
});
