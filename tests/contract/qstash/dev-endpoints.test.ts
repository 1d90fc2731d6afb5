import { expect, it } from "vitest";
import { z } from "zod";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

onlyHere("/_dev");

/** Plain HTTP without a token. */
async function withDev() {
  const bundle = await setup();
  const dev = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${bundle.server.url}/_dev/${path}`, { method, headers });
    return [response.status, z.record(z.string(), z.unknown()).parse(await response.json())] as const;
  };
  return { ...bundle, dev };
}

it("health asks for no token", async () => {
  const { dev } = await withDev();
  expect(await dev("GET", "health")).toEqual([200, { ok: true }]);
});

it("messages lists all with their attempts, finished ones included, newest first", async () => {
  const { dev, client, destination, ended } = await withDev();
  destination.answer("/a", 500, 200);
  const { messageId } = await client.publish({ url: destination.url("/a"), retryDelay: "1", label: "x" });
  await ended(messageId);
  const waiting = await client.publish({ url: destination.url("/b"), delay: 60 });
  const [, { messages }] = await dev("GET", "messages");
  expect(messages).toMatchObject([
    { messageId: waiting.messageId, state: "CREATED", attempts: [], nextDeliveryTime: expect.any(Number) },
    {
      messageId,
      state: "DELIVERED",
      url: destination.url("/a"),
      labels: ["x"],
      retried: 1,
      maxRetries: 3,
      attempts: [
        { retried: 0, status: 500 },
        { retried: 1, status: 200 },
      ],
    },
  ]);
});

it("redeliver sends a delivered message once more, same id, fresh signature, and says what came back", async () => {
  const { dev, client, receiver, destination, states, ended } = await withDev();
  destination.answer("/twice", 200, 409);
  const { messageId } = await client.publish({ url: destination.url("/twice"), body: "x" });
  const before = await ended(messageId);
  expect(await dev("POST", `messages/${messageId}/redeliver`)).toEqual([200, { messageId, status: 409 }]);
  const [first, second] = destination.requests("/twice");
  expect(second?.headers["upstash-message-id"]).toBe(messageId);
  expect(second?.headers["upstash-retried"]).toBe(first?.headers["upstash-retried"]);
  const signature = String(second?.headers["upstash-signature"]);
  expect(signature).not.toBe(first?.headers["upstash-signature"]);
  await receiver.verify({ signature, body: "x", url: destination.url("/twice") });
  expect(await states(messageId)).toEqual(before);
  const [, { messages }] = await dev("GET", "messages");
  expect(messages).toMatchObject([
    { state: "DELIVERED", attempts: [{ status: 200 }, { status: 409, redelivery: true }] },
  ]);
});

it("redeliver says when nobody answered", async () => {
  const { dev, client, ended } = await withDev();
  const { messageId } = await client.publish({ url: "http://127.0.0.1:1/", retries: 0 });
  await ended(messageId);
  const error = expect.stringContaining("ECONNREFUSED");
  expect(await dev("POST", `messages/${messageId}/redeliver`)).toEqual([
    200,
    { messageId, status: 0, error },
  ]);
});

it("fire publishes a paused schedule too", async () => {
  const { dev, client, destination, delivery } = await withDev();
  await client.schedules.create({ destination: destination.url("/f"), cron: "0 0 1 1 *", scheduleId: "s" });
  await client.schedules.pause({ schedule: "s" });
  const [status, { messageId }] = await dev("POST", "schedules/s/fire");
  expect(status).toBe(200);
  expect((await delivery("/f")).headers["upstash-message-id"]).toBe(messageId);
});

it.each([
  ["GET", "nothing"],
  ["POST", "health"],
  ["POST", "messages/msg_unknown/redeliver"],
  ["GET", "messages/msg_unknown/redeliver"],
  ["POST", "schedules/unknown/fire"],
])("%s /_dev/%s is a clear 404", async (method, path) => {
  const { dev } = await withDev();
  expect(await dev(method, path)).toEqual([
    404,
    { error: expect.stringMatching(/not found|no such endpoint/) },
  ]);
});

it("a web page elsewhere gets nothing", async () => {
  const { dev } = await withDev();
  expect((await dev("GET", "messages", { origin: "https://evil.test" }))[0]).toBe(403);
  expect((await dev("GET", "messages", { origin: "http://localhost:3000" }))[0]).toBe(200);
});
