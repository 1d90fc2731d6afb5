import { describe, expect, it, onTestFinished } from "vitest";
import { onlyHere } from "./only-here";
import { messageIdOf, setup } from "./setup";

/** A client for a queue of its own, and what arrives at `/q` in the order it does. */
async function setupQueue() {
  const bundle = await setup();
  const { client, destination } = bundle;
  const queueName = bundle.name("orders");
  const queue = client.queue({ queueName });
  onTestFinished(() => queue.delete());
  const url = destination.url("/q");
  const bodies = () => destination.requests("/q").map(({ body }) => body.toString());
  const enqueue = async (body: string, options: { retries?: number; retryDelay?: string } = {}) =>
    (await queue.enqueue({ url, body, ...options })).messageId;
  return { ...bundle, queueName, queue, url, bodies, enqueue };
}

/** The destinations that were tried, in order of their attempts. */
async function attempts({ logs, destination }: Awaited<ReturnType<typeof setup>>) {
  const start = destination.url("").length;
  return (await logs({ state: "ACTIVE" })).map(({ url }) => url.slice(start)).toReversed();
}

const HOUR = "3600000";

it("enqueue makes a missing queue, one at a time and not paused, and delivers", async () => {
  const { queueName, queue, enqueue, delivery } = await setupQueue();
  const messageId = await enqueue("1");
  const { headers, body } = await delivery("/q");
  expect([headers["upstash-message-id"], body.toString()]).toEqual([messageId, "1"]);
  await expect.poll(() => queue.get()).toMatchObject({ lag: 0 });
  expect(await queue.get()).toEqual({
    name: queueName,
    createdAt: expect.any(Number),
    updatedAt: expect.any(Number),
    parallelism: 1,
    lag: 0,
    paused: false,
  });
});

it("the next message starts only when the one before has done all its retries", async () => {
  const { destination, enqueue, bodies, ended } = await setupQueue();
  destination.answer("/q", 500, 500, 200, 500, 200);
  await enqueue("1", { retryDelay: "20" });
  await enqueue("2", { retryDelay: "20" });
  await ended(await enqueue("3"));
  expect(bodies()).toEqual(["1", "1", "1", "2", "2", "3"]);
});

it("a message that failed for good lets the next one go", async () => {
  const { destination, enqueue, bodies, ended } = await setupQueue();
  destination.answer("/q", 500, 200);
  await enqueue("1", { retries: 0 });
  await ended(await enqueue("2"));
  expect(bodies()).toEqual(["1", "2"]);
});

it("the next message waits for the callbacks of the one before, with their retries", async () => {
  const bundle = await setupQueue();
  const { queue, destination, url, ended } = bundle;
  destination.answer("/cb", 500, 200);
  await queue.enqueue({ url, callback: destination.url("/cb"), retryDelay: "20" });
  const { messageId } = await queue.enqueue({ url });
  await ended(messageId);
  expect(await attempts(bundle)).toEqual(["/q", "/cb", "/cb", "/q"]);
});

it("the next message waits for the failure callback of the one before, until that has failed too", async () => {
  const bundle = await setupQueue();
  const { queue, destination, url, ended } = bundle;
  destination.answer("/q", 500, 200);
  destination.answer("/failed", 500);
  await queue.enqueue({ url, failureCallback: destination.url("/failed"), retries: 0 });
  const { messageId } = await queue.enqueue({ url });
  await ended(messageId);
  expect(await attempts(bundle)).toEqual(["/q", "/failed", "/q"]);
});

it("a parallelism of two lets two be under way", async () => {
  const { queue, destination, enqueue, bodies, states } = await setupQueue();
  destination.answer("/q", "silence");
  await queue.upsert({ parallelism: 2 });
  const ids = [await enqueue("1"), await enqueue("2"), await enqueue("3")] as const;
  await destination.received("/q", 2);
  expect([bodies().toSorted(), await states(ids[2])]).toEqual([["1", "2"], ["CREATED"]]);
  expect(await queue.get()).toMatchObject({ parallelism: 2, lag: 3 });
  await queue.upsert({ parallelism: 3 });
  await destination.received("/q", 3);
});

it("queues do not hinder each other", async () => {
  const { client, destination, name, enqueue, delivery } = await setupQueue();
  destination.answer("/q", "silence");
  await enqueue("1");
  const other = client.queue({ queueName: name("other") });
  onTestFinished(() => other.delete());
  await other.enqueue({ url: destination.url("/other") });
  await delivery("/other");
});

it.each([{ delay: 5 }, { notBefore: 4_102_444_800 }])("an enqueue with %j is refused", async (timing) => {
  const { queue, url } = await setupQueue();
  await expect(queue.enqueue({ url, ...timing })).rejects.toMatchObject({ status: 400 });
  await expect(queue.get()).rejects.toMatchObject({ status: 404 });
});

it("upsert of the SDK resets what it is not given", async () => {
  const { queue } = await setupQueue();
  await queue.upsert({ parallelism: 5, paused: true });
  expect(await queue.get()).toMatchObject({ parallelism: 5, paused: true });
  await queue.upsert({});
  expect(await queue.get()).toMatchObject({ parallelism: 1, paused: false });
});

it("a batch item with a queue is an enqueue", async () => {
  const { client, queueName, url, bodies, ended } = await setupQueue();
  const [first, second] = await client.batch([
    { url, body: "1", queueName },
    { url, body: "2", queueName },
  ]);
  expect(first).toHaveProperty("messageId");
  if (second && "messageId" in second) await ended(second.messageId);
  expect(bodies()).toEqual(["1", "2"]);
});

it("a message and a schedule show their queue", async () => {
  const { client, queueName, queue, url } = await setupQueue();
  await queue.upsert({ paused: true });
  const { messageId } = await queue.enqueue({ url });
  expect(await client.messages.get(messageId)).toMatchObject({ queueName });
  const { scheduleId } = await client.schedules.create({
    destination: url,
    cron: "0 0 1 1 *",
    queueName,
  });
  expect(await client.schedules.get(scheduleId)).toMatchObject({ queueName });
});

it("a duplicate is not enqueued twice", async () => {
  const { http, queueName, url, name, bodies, ended } = await setupQueue();
  const headers = { "upstash-deduplication-id": name("same") };
  const publish = (body: string) => http("POST", `/v2/enqueue/${queueName}/${url}`, { headers, body });
  const id = await messageIdOf(await publish("1"));
  const again = await publish("2");
  expect([again.status, await again.json()]).toEqual([202, { messageId: id, deduplicated: true }]);
  await ended(id);
  expect(bodies()).toEqual(["1"]);
});

describe("paused", () => {
  onlyHere("the service may take a minute to pause a queue");

  it("a paused queue accepts messages and starts none; resumed, it goes on in order", async () => {
    const { queue, client, destination, enqueue, bodies, delivery, ended } = await setupQueue();
    await queue.upsert({ paused: true });
    await enqueue("1");
    const last = await enqueue("2");
    await client.publish({ url: destination.url("/meanwhile") });
    await delivery("/meanwhile");
    expect([bodies(), await queue.get()]).toEqual([[], expect.objectContaining({ paused: true, lag: 2 })]);
    await queue.resume();
    await ended(last);
    expect([bodies(), (await queue.get()).paused]).toEqual([["1", "2"], false]);
  });

  it("in a paused queue a retry that is due waits too", async () => {
    const { queue, client, destination, enqueue, bodies, ended } = await setupQueue();
    destination.answer("/q", 500, 200);
    const messageId = await enqueue("1", { retryDelay: "500" });
    await destination.received("/q", 1);
    await queue.pause();
    const later = await client.publish({ url: destination.url("/later"), delay: 1 });
    await ended(later.messageId);
    expect(bodies()).toEqual(["1"]);
    await queue.resume();
    await ended(messageId);
    expect(bodies()).toEqual(["1", "1"]);
  });
});

describe("where the documentation is silent", () => {
  onlyHere("choices 2, 12, 13 and 17, the limits of one plan, and what a cancel frees");

  it("to pause or resume twice changes nothing, to pause an unknown queue is 404", async () => {
    const { http, queueName, queue, name } = await setupQueue();
    await queue.upsert({});
    for (const verb of ["pause", "pause", "resume", "resume"])
      expect((await http("POST", `/v2/queues/${queueName}/${verb}`)).status).toBe(200);
    expect((await http("POST", `/v2/queues/${name("unknown")}/pause`)).status).toBe(404);
  });

  it("an upsert over plain HTTP keeps what it omits", async () => {
    const { http, queueName, queue } = await setupQueue();
    await queue.upsert({ parallelism: 5, paused: true });
    const put = (body: object) =>
      http("POST", "/v2/queues", { body: JSON.stringify({ queueName, ...body }) });
    expect((await put({ parallelism: 6 })).status).toBe(200);
    expect(await queue.get()).toMatchObject({ parallelism: 6, paused: true });
    await put({ paused: false });
    expect(await queue.get()).toMatchObject({ parallelism: 6, paused: false });
  });

  it.each([
    ["", 400],
    ["{}", 400],
    ['{"queueName":"a/b"}', 400],
    ['{"queueName":""}', 400],
    ['{"queueName":"q","parallelism":0}', 400],
    ['{"queueName":"q","parallelism":1.5}', 400],
    ['{"queueName":"q","parallelism":"2"}', 400],
    ['{"queueName":"q","paused":"yes"}', 400],
    ['{"queueName":"q","parallelism":101}', 412],
  ])("POST /v2/queues with %s is answered with %d and makes none", async (body, status) => {
    const { http, client } = await setup();
    const response = await http("POST", "/v2/queues", { body });
    expect([response.status, await response.json()]).toEqual([status, { error: expect.any(String) }]);
    expect(await client.queue().list()).toEqual([]);
  });

  it.each(["/v2/enqueue/a:b/", "/v2/enqueue/", "/v2/enqueue//"])("POST %s<url> is refused", async (path) => {
    const { http, destination } = await setup();
    const response = await http("POST", path + destination.url("/q"));
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: expect.stringContaining("queue name") },
    ]);
  });

  it("more than a hundred queues are refused with 412, however they would be made", async () => {
    const { client, http, destination } = await setup();
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => client.queue({ queueName: `q${index}` }).upsert({})),
    );
    const one = client.queue({ queueName: "one-more" });
    await expect(one.upsert({})).rejects.toMatchObject({ status: 412 });
    await expect(one.enqueue({ url: destination.url("/q") })).rejects.toMatchObject({ status: 412 });
    expect((await http("POST", "/v2/queues", { body: '{"queueName":"q7"}' })).status).toBe(200);
  });

  it("the list is an array, by name; an unknown queue is 404", async () => {
    const { client } = await setup();
    expect(await client.queue().list()).toEqual([]);
    for (const queueName of ["b", "a"]) await client.queue({ queueName }).upsert({ parallelism: 2 });
    expect(await client.queue().list()).toMatchObject([{ name: "a", parallelism: 2 }, { name: "b" }]);
    await expect(client.queue({ queueName: "c" }).get()).rejects.toMatchObject({ status: 404 });
  });

  it("a deleted queue is gone with all that waited in it; deleting none is fine", async () => {
    const { http, queueName, queue, destination, enqueue, states, ended } = await setupQueue();
    destination.answer("/q", 500);
    const ids = [await enqueue("1", { retryDelay: HOUR }), await enqueue("2"), await enqueue("3")];
    await expect.poll(() => states(String(ids[0]))).toContain("RETRY");
    expect((await http("DELETE", `/v2/queues/${queueName}`)).status).toBe(200);
    for (const id of ids) expect((await ended(id)).at(-1)).toBe("CANCELED");
    await expect(queue.get()).rejects.toMatchObject({ status: 404 });
    expect((await http("DELETE", `/v2/queues/${queueName}`)).status).toBe(200);
  });

  it("a cancelled message leaves its queue at once", async () => {
    const { client, queue, destination, enqueue, states } = await setupQueue();
    destination.answer("/q", "silence");
    await enqueue("1");
    const waiting = await enqueue("2");
    expect(await client.messages.cancel(waiting)).toEqual({ cancelled: 1 });
    expect(await states(waiting)).toEqual(["CREATED", "CANCEL_REQUESTED", "CANCELED"]);
    expect(await queue.get()).toMatchObject({ lag: 1 });
  });

  it("to cancel the one that holds a queue until its next retry frees the queue", async () => {
    const { client, destination, enqueue, bodies, states, ended } = await setupQueue();
    destination.answer("/q", 500, 200);
    const first = await enqueue("1", { retryDelay: HOUR });
    const second = await enqueue("2");
    await expect.poll(() => states(first)).toContain("RETRY");
    await client.messages.cancel(first);
    await ended(second);
    expect([bodies(), (await states(first)).at(-1)]).toEqual([["1", "2"], "CANCELED"]);
  });

  it("a batch item with a bad queue name or a delay is an error in its slot", async () => {
    const { http, queueName, url } = await setupQueue();
    const items = [
      { destination: url, queue: "a b" },
      { destination: url, queue: queueName, headers: { "upstash-delay": "5s" } },
    ];
    const response = await http("POST", "/v2/batch", { body: JSON.stringify(items) });
    expect(await response.json()).toEqual([{ error: expect.any(String) }, { error: expect.any(String) }]);
  });

  it("a schedule into a queue has no delay and a good name", async () => {
    const { client, queueName, url } = await setupQueue();
    const create = (options: { queueName: string; delay?: number }) =>
      client.schedules.create({ destination: url, cron: "0 0 1 1 *", ...options });
    await expect(create({ queueName, delay: 5 })).rejects.toMatchObject({ status: 400 });
    await expect(create({ queueName: "a/b" })).rejects.toMatchObject({ status: 400 });
  });
});
