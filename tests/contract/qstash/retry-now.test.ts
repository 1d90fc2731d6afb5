import { expect, it, onTestFinished } from "vitest";
import { setup } from "./setup";

async function setupRetry() {
  const bundle = await setup();
  const retryNow = async (id: string) => (await bundle.http("POST", `/v2/messages/${id}/retry`)).status;
  return { ...bundle, retryNow, url: bundle.destination.url("/m") };
}

const HOUR = "3600000";

it("a delayed message is delivered now", async () => {
  const { client, url, retryNow, delivery, ended } = await setupRetry();
  const { messageId } = await client.publish({ url, delay: 3600 });
  expect(await retryNow(messageId)).toBe(200);
  const { headers } = await delivery("/m");
  expect([headers["upstash-message-id"], headers["upstash-retried"]]).toEqual([messageId, "0"]);
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "DELIVERED"]);
});

it("the next retry is made now, and is one of the budget", async () => {
  const { client, destination, url, retryNow, ended, states } = await setupRetry();
  destination.answer("/m", 500);
  const { messageId } = await client.publish({ url, retries: 1, retryDelay: HOUR });
  await expect.poll(() => states(messageId)).toContain("RETRY");
  expect(await retryNow(messageId)).toBe(200);
  expect((await ended(messageId)).at(-1)).toBe("FAILED");
  const retried = destination.requests("/m").map(({ headers }) => headers["upstash-retried"]);
  expect(retried).toEqual(["0", "1"]);
});

it("its time, when it comes, delivers nothing more", async () => {
  const { client, destination, url, retryNow, ended } = await setupRetry();
  const { messageId } = await client.publish({ url, delay: 1 });
  await retryNow(messageId);
  await ended(messageId);
  const later = await client.publish({ url: destination.url("/later"), delay: 1 });
  await ended(later.messageId);
  expect(destination.requests("/m")).toHaveLength(1);
});

it("a message that does not wait for its time is 404", async () => {
  const { client, destination, name, url, retryNow, ended, states } = await setupRetry();
  expect(await retryNow("msg_unknown")).toBe(404);
  const done = await client.publish({ url });
  await ended(done.messageId);
  expect(await retryNow(done.messageId)).toBe(404);
  const cancelled = await client.publish({ url, delay: 60 });
  await client.messages.cancel(cancelled.messageId);
  expect(await retryNow(cancelled.messageId)).toBe(404);
  destination.answer("/m", "silence");
  const flowControl = { key: name("k"), parallelism: 1 };
  const active = await client.publish({ url, flowControl });
  const waiting = await client.publish({ url, flowControl });
  await destination.received("/m", 2);
  expect([await retryNow(active.messageId), await retryNow(waiting.messageId)]).toEqual([404, 404]);
  expect(await states(waiting.messageId)).toEqual(["CREATED"]);
});

it("a queue message is 400, wherever it waits", async () => {
  const { client, destination, name, url, retryNow, states } = await setupRetry();
  destination.answer("/m", 500);
  const queue = client.queue({ queueName: name("q") });
  onTestFinished(() => queue.delete());
  const first = await queue.enqueue({ url, retryDelay: HOUR });
  const second = await queue.enqueue({ url });
  await expect.poll(() => states(first.messageId)).toContain("RETRY");
  expect([await retryNow(first.messageId), await retryNow(second.messageId)]).toEqual([400, 400]);
});
