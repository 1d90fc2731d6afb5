import { expect, it } from "vitest";
import { setup } from "./setup";

it("a delay holds the message back, shown as its notBefore", async () => {
  const { client, destination } = await setup();
  const { messageId } = await client.publish({
    url: destination.url("/d"),
    headers: { "Upstash-Delay": "1d10h30m" },
  });
  const { createdAt, notBefore } = await client.messages.get(messageId);
  expect(notBefore).toBe(createdAt + 124_200_000);
  expect(destination.requests("/d")).toEqual([]);
});

it("a delayed message arrives when its time has come, not before", async () => {
  const { client, destination, ended } = await setup();
  const { messageId } = await client.publish({ url: destination.url("/soon"), delay: 1 });
  const notBefore = (await client.messages.get(messageId)).notBefore;
  await ended(messageId);
  const { logs } = await client.logs({ filter: { messageId, state: "ACTIVE" } });
  expect(logs[0]?.time).toBeGreaterThanOrEqual(notBefore ?? Number.NaN);
});

it("Not-Before is in seconds and wins over a delay", async () => {
  const { client, destination } = await setup();
  const notBefore = Math.floor(Date.now() / 1000) + 3600;
  const { messageId } = await client.publish({ url: destination.url("/n"), notBefore, delay: 5 });
  expect(await client.messages.get(messageId)).toMatchObject({ notBefore: notBefore * 1000 });
});

it("a Not-Before in the past means now", async () => {
  const { client, destination, delivery } = await setup();
  await client.publish({ url: destination.url("/past"), notBefore: 1000 });
  await delivery("/past");
});
