import { expect, it } from "vitest";
import { z } from "zod";
import { setup } from "./setup";

/** A group of two endpoints, `/a` with the name "first" and `/b` without one. */
async function withGroup() {
  const bundle = await setup();
  const g = bundle.name("g");
  const [a, b] = [bundle.destination.url("/a"), bundle.destination.url("/b")];
  await bundle.client.urlGroups.addEndpoints({
    name: g,
    endpoints: [{ name: "first", url: a }, { url: b }],
  });
  return { ...bundle, g, a, b };
}

const id = expect.stringMatching(/^msg_/);
const published = z.array(z.object({ messageId: z.string(), url: z.string() }));

it("a publish to a group makes one message per endpoint and answers a plain array with their URLs", async () => {
  const { g, client, a, b, delivery } = await withGroup();
  const answer = published.parse(await client.publishJSON({ urlGroup: g, body: { n: 1 } }));
  expect(answer).toEqual([
    { messageId: id, url: a },
    { messageId: id, url: b },
  ]);
  expect(answer[0]?.messageId).not.toBe(answer[1]?.messageId);
  for (const [index, path] of ["/a", "/b"].entries()) {
    const { headers, body } = await delivery(path);
    expect(headers["upstash-message-id"]).toBe(answer[index]?.messageId);
    expect(body.toString()).toBe('{"n":1}');
  }
});

it("each delivery names the group and is signed for its own URL", async () => {
  const { g, client, receiver, delivery } = await withGroup();
  await client.publish({ urlGroup: g, body: "x" });
  for (const path of ["/a", "/b"]) {
    const { headers, url } = await delivery(path);
    expect(headers["upstash-topic-name"]).toBe(g);
    const signature = String(headers["upstash-signature"]);
    await expect(receiver.verify({ signature, body: "x", url })).resolves.toBe(true);
  }
});

it("a message that went to a URL names no group", async () => {
  const { client, a, delivery } = await withGroup();
  const { messageId } = await client.publish({ url: a, delay: 1 });
  expect(await client.messages.get(messageId)).not.toHaveProperty("topicName");
  expect((await delivery("/a")).headers).not.toHaveProperty("upstash-topic-name");
});

it("the messages show group and endpoint, and so do the log, dead letters and callbacks", async () => {
  const { g, client, destination, delivery, letters, logs } = await withGroup();
  destination.answer("/a", 500);
  const failureCallback = destination.url("/failed");
  const [first, second] = published.parse(
    await client.publish({ urlGroup: g, delay: 1, retries: 0, failureCallback }),
  );
  const of = { topicName: g, endpointName: "first" };
  expect(await client.messages.get(first?.messageId ?? "")).toMatchObject(of);
  const other = await client.messages.get(second?.messageId ?? "");
  expect(other).toMatchObject({ topicName: g });
  expect(other).not.toHaveProperty("endpointName");
  expect(JSON.parse((await delivery("/failed")).body.toString())).toMatchObject(of);
  expect(await letters()).toMatchObject([of]);
  expect((await logs({ messageId: first?.messageId ?? "" }))[0]).toMatchObject(of);
});

it("one failing endpoint does not concern the others", async () => {
  const { g, client, destination, ended } = await withGroup();
  destination.answer("/a", 500);
  const [first, second] = published.parse(await client.publish({ urlGroup: g, retries: 0 }));
  expect(await ended(first?.messageId ?? "")).toContain("FAILED");
  expect(await ended(second?.messageId ?? "")).toContain("DELIVERED");
});

it("an endpoint that is added later is not included", async () => {
  const { g, client, destination, logs } = await withGroup();
  const [first] = published.parse(await client.publish({ urlGroup: g, delay: 60 }));
  const late = { url: destination.url("/late") };
  await client.urlGroups.addEndpoints({ name: g, endpoints: [late] });
  expect(await client.messages.get(first?.messageId ?? "")).toMatchObject({ topicName: g });
  expect(await logs()).toHaveLength(2);
});

it("in a batch a group's answer is nested, in request order, beside errors and plain messages", async () => {
  const { g, http, a, b } = await withGroup();
  const items = [{ destination: a }, { destination: g }, { destination: "nobody" }, { destination: b }];
  const response = await http("POST", "/v2/batch", { body: JSON.stringify(items) });
  expect(await response.json()).toEqual([
    { messageId: id },
    [
      { messageId: id, url: a },
      { messageId: id, url: b },
    ],
    { error: expect.stringContaining("invalid destination url") },
    { messageId: id },
  ]);
});

it("an item with a queue enqueues one message per endpoint, and is refused with a delay", async () => {
  const { g, name, http, client, a, b } = await withGroup();
  const queue = name("q");
  await client.queue({ queueName: queue }).upsert({ parallelism: 1, paused: true });
  const items = [
    { destination: g, queue },
    { destination: g, queue, headers: { "upstash-delay": "5s" } },
  ];
  const response = await http("POST", "/v2/batch", { body: JSON.stringify(items) });
  const [enqueued, refused] = z
    .tuple([published, z.object({ error: z.string() })])
    .parse(await response.json());
  expect(refused.error).toContain("upstash-delay");
  expect(enqueued.map(({ url }) => url)).toEqual([a, b]);
  for (const { messageId } of enqueued)
    expect(await client.messages.get(messageId)).toMatchObject({ queueName: queue, topicName: g });
  await client.queue({ queueName: queue }).delete();
});

it("an enqueue to a group answers as a publish does", async () => {
  const { g, name, client, a, b, delivery } = await withGroup();
  const queueName = name("q");
  expect(await client.queue({ queueName }).enqueueJSON({ urlGroup: g, body: 1 })).toEqual([
    { messageId: id, url: a },
    { messageId: id, url: b },
  ]);
  await delivery("/b");
});

it("an unknown group is refused with the text for a bad URL", async () => {
  const { name, client } = await withGroup();
  await expect(client.publish({ urlGroup: name("nobody") })).rejects.toMatchObject({
    status: 400,
    message: '{"error":"invalid destination url: endpoint has invalid scheme, add http:// or https://"}',
  });
});

it("a duplicate is told per endpoint, with 202 when all are", async () => {
  const { g, name, client, http, destination, a, b } = await withGroup();
  const headers = { "upstash-deduplication-id": name("once"), "upstash-delay": "60s" };
  const send = async () => {
    const response = await http("POST", `/v2/publish/${g}`, { headers });
    return [response.status, await response.json()] as const;
  };
  const [status, answer] = await send();
  expect(status).toBe(200);
  const [first, second] = published.parse(answer);
  const duplicates = [first, second].map((one) => ({ ...one, deduplicated: true }));
  expect(await send()).toEqual([202, duplicates]);
  const late = destination.url("/late");
  await client.urlGroups.addEndpoints({ name: g, endpoints: [{ url: late }] });
  expect(await send()).toEqual([200, [...duplicates, { messageId: id, url: late }]]);
  expect(duplicates.map(({ url }) => url)).toEqual([a, b]);
});

it("content-based deduplication tells the endpoints apart", async () => {
  const { g, http, a, b } = await withGroup();
  const headers = { "upstash-content-based-deduplication": "true" };
  const send = async () => await (await http("POST", `/v2/publish/${g}`, { headers, body: "x" })).json();
  expect(await send()).toEqual([
    { messageId: id, url: a },
    { messageId: id, url: b },
  ]);
  expect(await send()).toMatchObject([{ deduplicated: true }, { deduplicated: true }]);
});
