import { expect, it } from "vitest";
import { setup } from "./setup";

it("a second publish with the same id is answered with the first message and sends nothing", async () => {
  const { client, http, destination, name, ended } = await setup();
  const deduplicationId = name("invoice");
  const first = await client.publish({ url: destination.url("/one"), deduplicationId });
  await ended(first.messageId);
  const again = await client.publish({
    url: destination.url("/other"),
    deduplicationId,
    delay: 60,
  });
  expect(again).toEqual({ messageId: first.messageId, deduplicated: true });
  const headers = { "upstash-deduplication-id": deduplicationId };
  expect((await http("POST", `/v2/publish/${destination.url("/one")}`, { headers })).status).toBe(202);
  expect([destination.requests("/one").length, destination.requests("/other").length]).toEqual([1, 0]);
});

it("an id stays taken after its message was cancelled", async () => {
  const { client, destination, name } = await setup();
  const request = { url: destination.url("/c"), deduplicationId: name("once"), delay: 60 };
  const { messageId } = await client.publish(request);
  await client.messages.cancel(messageId);
  expect(await client.publish(request)).toEqual({ messageId, deduplicated: true });
});

it("a refused publish takes no id", async () => {
  const { client, destination, name } = await setup();
  const deduplicationId = name("free");
  await expect(client.publish({ url: "nowhere", deduplicationId })).rejects.toThrow("invalid destination");
  const answer = await client.publish({ url: destination.url("/f"), deduplicationId });
  expect(answer).not.toHaveProperty("deduplicated");
});

it("an id with a colon is refused with the service's text", async () => {
  const { client, destination } = await setup();
  const refused = client.publish({ url: destination.url("/x"), deduplicationId: "job:7" });
  await expect(refused).rejects.toMatchObject({
    status: 400,
    message: `{"error":"DeduplicationId cannot contain ':'"}`,
  });
});

it("an id longer than 128 characters is refused", async () => {
  const { client, destination } = await setup();
  const refused = client.publish({ url: destination.url("/x"), deduplicationId: "x".repeat(129) });
  await expect(refused).rejects.toMatchObject({ status: 400 });
});
