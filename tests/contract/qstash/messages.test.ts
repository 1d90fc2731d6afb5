import { expect, it } from "vitest";
import { messageIdOf, setup } from "./setup";

it("a waiting message shows its documented fields", async () => {
  const { client, destination } = await setup();
  const { messageId } = await client.publishJSON({
    url: destination.url("/m"),
    body: { a: 1 },
    headers: { "x-kind": "test" },
    delay: 60,
    retries: 7,
    retryDelay: "1000 * retried",
    callback: destination.url("/cb"),
    failureCallback: destination.url("/fcb"),
    label: ["blue", "green"],
  });
  const message = await client.messages.get(messageId);
  expect(message).toMatchObject({
    messageId,
    url: destination.url("/m"),
    method: "POST",
    header: { "Content-Type": ["application/json"], "X-Kind": ["test"] },
    body: '{"a":1}',
    maxRetries: 7,
    retryDelayExpression: "1000 * retried",
    callback: destination.url("/cb"),
    failureCallback: destination.url("/fcb"),
    callerIP: expect.any(String),
    label: "blue",
    labels: ["blue", "green"],
    createdAt: expect.any(Number),
  });
  expect(message).not.toHaveProperty("scheduleId");
});

it("a body that is not UTF-8 is shown as base64", async () => {
  const { http, client, destination } = await setup();
  const body = Uint8Array.of(0xff, 0x00);
  const headers = { "upstash-delay": "1m" };
  const response = await http("POST", `/v2/publish/${destination.url("/b")}`, { headers, body });
  const messageId = await messageIdOf(response);
  const message = await client.messages.get(messageId);
  expect(message).toMatchObject({ bodyBase64: "/wA=" });
  expect(message).not.toHaveProperty("body");
});

it("an unknown message and a finished one are 404", async () => {
  const { client, destination, ended } = await setup();
  await expect(client.messages.get("msg_unknown")).rejects.toMatchObject({ status: 404 });
  const { messageId } = await client.publish({ url: destination.url("/done") });
  await ended(messageId);
  await expect(client.messages.get(messageId)).rejects.toMatchObject({ status: 404 });
  await expect(client.messages.cancel(messageId)).rejects.toMatchObject({ status: 404 });
});

it("a cancelled message is never delivered, is gone at once and ends CANCELED at its time", async () => {
  const { client, http, destination, ended } = await setup();
  const { messageId } = await client.publish({ url: destination.url("/c"), delay: 1 });
  const response = await http("DELETE", `/v2/messages/${messageId}`);
  expect([response.ok, await response.json()]).toEqual([true, expect.objectContaining({ cancelled: 1 })]);
  await expect(client.messages.get(messageId)).rejects.toMatchObject({ status: 404 });
  expect(await ended(messageId)).toEqual(["CREATED", "CANCEL_REQUESTED", "CANCELED"]);
  expect(destination.requests("/c")).toEqual([]);
});

it("a message cancelled during an attempt that fails is neither retried nor dead-lettered nor reported", async () => {
  const { client, destination, ended, letters } = await setup();
  destination.answer("/busy", "silence");
  const failureCallback = destination.url("/reported");
  const { messageId } = await client.publish({
    url: destination.url("/busy"),
    timeout: 1,
    retries: 0,
    failureCallback,
  });
  await destination.received("/busy", 1);
  await client.messages.cancel(messageId);
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "CANCEL_REQUESTED", "ERROR", "CANCELED"]);
  expect(await letters()).toEqual([]);
  expect(destination.requests("/reported")).toEqual([]);
});

async function fourWaiting() {
  const bundle = await setup();
  const url = bundle.destination.url("/wait");
  const publish = async (label: string) => (await bundle.client.publish({ url, delay: 60, label })).messageId;
  const [a, b, c] = [bundle.name("a"), bundle.name("b"), bundle.name("c")];
  const ids = [await publish(a), await publish(a), await publish(b), await publish(c)] as const;
  return { ...bundle, url, a, b, ids };
}

it("a list of ids is cancelled exactly, unknown ones are skipped", async () => {
  const { client, ids } = await fourWaiting();
  expect(await client.messages.cancel([ids[0], ids[2], "msg_unknown"])).toEqual({ cancelled: 2 });
  await expect(client.messages.get(ids[0])).rejects.toMatchObject({ status: 404 });
  expect(await client.messages.get(ids[1])).toMatchObject({ messageId: ids[1] });
});

it("older clients name the ids in a JSON body", async () => {
  const { http, client, ids } = await fourWaiting();
  const response = await http("DELETE", "/v2/messages", { body: JSON.stringify({ messageIds: [ids[1]] }) });
  expect(await response.json()).toEqual({ cancelled: 1 });
  expect(await client.messages.get(ids[0])).toMatchObject({ messageId: ids[0] });
});
