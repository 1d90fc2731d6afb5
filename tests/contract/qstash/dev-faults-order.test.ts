import { once } from "node:events";
import http, { type ServerResponse } from "node:http";
import { expect, it, onTestFinished, vi } from "vitest";
import { patience } from "./environment";
import { onlyHere } from "./only-here";
import { withFaults } from "./with-faults";

onlyHere("/_dev");

const LONG = 3_600_000;

/** A destination that answers nobody until so many requests are there at the same time. */
async function barrier(count: number): Promise<string> {
  const waiting: ServerResponse[] = [];
  const server = http.createServer((_request, response) => {
    waiting.push(response);
    if (waiting.length === count) for (const one of waiting) one.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
}

it("deliver-twice: copies go out beside the first one", async () => {
  const { fault, client, ended, counts } = await withFaults();
  const { id } = await fault({ kind: "deliver-twice", params: { copies: 49 } });
  const { messageId } = await client.publish({ url: await barrier(50) });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "DELIVERED"]);
  expect(await counts(id)).toEqual([1, 1]);
});

it("deliver-twice after: copies go out once it was delivered, same id, fresh signature", async () => {
  const { fault, client, destination, receiver } = await withFaults();
  await fault({ kind: "deliver-twice", params: { when: "after", copies: 2 } });
  const url = destination.url("/twice");
  const { messageId } = await client.publish({ url, body: "x" });
  const requests = await destination.received("/twice", 3);
  const signatures = requests.map(({ headers }) => String(headers["upstash-signature"]));
  expect(new Set(signatures).size).toBe(3);
  for (const signature of signatures) await receiver.verify({ signature, body: "x", url });
  for (const { headers } of requests) {
    expect(headers).toMatchObject({ "upstash-message-id": messageId, "upstash-retried": "0" });
  }
});

it("deliver-twice: a copy changes nothing about the message", async () => {
  const { fault, client, destination, states, ended } = await withFaults();
  await fault({ kind: "deliver-twice", params: { when: "after" } });
  destination.answer("/copy", 200, 500);
  const { messageId } = await client.publish({ url: destination.url("/copy") });
  await ended(messageId);
  await destination.received("/copy", 2);
  expect(await states(messageId)).toEqual(["CREATED", "ACTIVE", "DELIVERED"]);
});

it("late: others overtake it, and the end of the rule lets it go", async () => {
  const { fault, client, destination, states, ended, dev, counts } = await withFaults();
  const { id } = await fault({ kind: "late", match: { label: "x" }, params: { ms: LONG } });
  const late = await client.publish({ url: destination.url("/late"), label: "x" });
  const onTime = await client.publish({ url: destination.url("/on-time") });
  await ended(onTime.messageId);
  expect(await states(late.messageId)).toEqual(["CREATED"]);
  expect(await counts(id)).toEqual([1, 1]);
  await dev("DELETE", `faults/${id}`);
  expect(await ended(late.messageId)).toEqual(["CREATED", "ACTIVE", "DELIVERED"]);
});

it("late: it comes by itself when the time is over", async () => {
  const { fault, client, destination, ended } = await withFaults();
  await fault({ kind: "late", params: { ms: 30 } });
  const { messageId } = await client.publish({ url: destination.url("/late") });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "DELIVERED"]);
});

it("late: it goes by the clock of the server", async () => {
  const { fault, dev, client, destination, states } = await withFaults();
  await fault({ kind: "late", params: { ms: LONG } });
  const { messageId } = await client.publish({ url: destination.url("/late") });
  await dev("POST", "clock/advance", { by: "59m" });
  expect(await states(messageId)).toEqual(["CREATED"]);
  await dev("POST", "clock/advance", { by: "2m" });
  expect(await states(messageId)).toEqual(["CREATED", "ACTIVE", "DELIVERED"]);
});

it("late: to drain the server waits for what is late or overtaken too", async () => {
  const { fault, dev, client, destination, states } = await withFaults();
  await fault([
    { kind: "late", match: { label: "late" }, params: { ms: LONG } },
    { kind: "reorder", match: { label: "overtaken" }, params: { limitMs: LONG } },
  ]);
  const sent = await Promise.all(
    ["late", "overtaken"].map((label) => client.publish({ url: destination.url(`/${label}`), label })),
  );
  await dev("POST", "clock/drain");
  for (const { messageId } of sent) {
    expect(await states(messageId)).toEqual(["CREATED", "ACTIVE", "DELIVERED"]);
  }
});

it("late: retry now asks the rules again", async () => {
  const { fault, client, destination, http, states, ended, counts } = await withFaults();
  const { id } = await fault({ kind: "late", times: 1, params: { ms: LONG } });
  const { messageId } = await client.publish({ url: destination.url("/late") });
  await expect.poll(() => counts(id)).toEqual([1, 1]);
  expect((await http("POST", `/v2/messages/${messageId}/retry`)).status).toBe(200);
  expect(await ended(messageId)).toEqual(await states(messageId));
  expect(destination.requests("/late")).toHaveLength(1);
});

it("late: it can be cancelled meanwhile", async () => {
  const { fault, client, destination, dev, ended } = await withFaults();
  await fault({ id: "slow", kind: "late", params: { ms: LONG } });
  const { messageId } = await client.publish({ url: destination.url("/late") });
  await client.messages.cancel(messageId);
  await dev("DELETE", "faults/slow");
  expect((await ended(messageId)).at(-1)).toBe("CANCELED");
  expect(destination.requests("/late")).toEqual([]);
});

/** Publishes these one after another and waits until all were delivered; returns the order in which they came. */
async function orderOf(rule: object, bodies: string[]) {
  const { fault, client, destination, counts } = await withFaults();
  const { id } = await fault({ kind: "reorder", match: { label: "x" }, ...rule });
  for (const body of bodies) await client.publish({ url: destination.url("/order"), body, label: "x" });
  const requests = await destination.received("/order", bodies.length);
  return { order: requests.map(({ body }) => body.toString()), counts: await counts(id) };
}

it("reorder: a message waits until one that follows was delivered", async () => {
  const { order, counts } = await orderOf({ times: 1, params: { limitMs: LONG } }, ["1", "2"]);
  expect(order).toEqual(["2", "1"]);
  expect(counts).toEqual([2, 1]);
});

it("reorder: it waits for as many as the rule says", async () => {
  const { order } = await orderOf({ times: 1, params: { behind: 3, limitMs: LONG } }, ["1", "2", "3", "4"]);
  expect(order.at(-1)).toBe("1");
});

it("reorder: it goes when the time is over, though nobody followed", async () => {
  expect((await orderOf({ params: { limitMs: 30 } }, ["1"])).order).toEqual(["1"]);
});

it("reorder: a message that is named waits for any other; those without the label do not count for a label", async () => {
  const { fault, client, destination, states, ended } = await withFaults();
  await fault({ kind: "reorder", match: { label: "x" }, times: 1, params: { limitMs: LONG } });
  const held = await client.publish({ url: destination.url("/held"), label: "x" });
  await vi.waitUntil(async () => (await states(held.messageId)).length === 1, patience);
  const stranger = await client.publish({ url: destination.url("/stranger") });
  await ended(stranger.messageId);
  expect(await states(held.messageId)).toEqual(["CREATED"]);
  const named = await client.publish({ url: destination.url("/named"), delay: 1 });
  await fault({ kind: "reorder", match: { messageId: named.messageId }, params: { limitMs: LONG } });
  await client.publish({ url: destination.url("/follower"), label: "x" });
  await ended(held.messageId);
  await vi.waitUntil(async () => {
    await client.publish({ url: destination.url("/any") });
    return (await states(named.messageId)).includes("DELIVERED");
  }, patience);
});
