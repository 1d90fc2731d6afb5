import { describe, expect, it, onTestFinished } from "vitest";
import { onlyHere } from "./only-here";
import { setup } from "./setup";
import { setupKey } from "./with-flow-key";

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
