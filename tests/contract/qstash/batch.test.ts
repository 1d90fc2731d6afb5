import { expect, it } from "vitest";
import { setup } from "./setup";

it("a batch answers in the order of the request, each slot with its id", async () => {
  const { client, destination, states } = await setup();
  const slots = await client.batchJSON(
    [1, 2, 3].map((n) => ({ url: destination.url(`/b${n}`), body: { n } })),
  );
  for (const [index, slot] of slots.entries()) {
    const [request] = await destination.received(`/b${index + 1}`, 1);
    expect(request?.headers["upstash-message-id"]).toBe(slot.messageId);
    expect(request?.body.toString()).toBe(`{"n":${index + 1}}`);
  }
  expect(await states(slots[0]?.messageId ?? "")).toContain("CREATED");
});

it("every option works per item", async () => {
  const { client, destination, delivery } = await setup();
  await client.batch([
    {
      url: destination.url("/put"),
      method: "PUT",
      body: "raw",
      headers: { "x-a": "1", "content-type": "text/a" },
    },
    { url: destination.url("/later"), delay: 3600 },
  ]);
  const { method, headers, body } = await delivery("/put");
  expect([method, headers["x-a"], headers["content-type"], body.toString()]).toEqual([
    "PUT",
    "1",
    "text/a",
    "raw",
  ]);
  expect(destination.requests("/later")).toEqual([]);
});

it("a bad item gets an error in its slot and the others are sent", async () => {
  const { http, destination, delivery } = await setup();
  const good = { destination: destination.url("/good") };
  const items = [good, { destination: "nowhere" }, { body: "x" }, null, { ...good, queue: "q/r" }, good];
  const response = await http("POST", "/v2/batch", { body: JSON.stringify(items) });
  expect(response.status).toBe(200);
  const sent = { messageId: expect.stringMatching(/^msg_/) };
  const failed = { error: expect.any(String) };
  expect(await response.json()).toEqual([sent, failed, failed, failed, failed, sent]);
  await delivery("/good");
});

it("a duplicate is marked in its slot", async () => {
  const { client, destination, name } = await setup();
  const item = { url: destination.url("/dup"), deduplicationId: name("same") };
  const [first, second] = await client.batch([item, item]);
  expect(second).toEqual(Object.assign({ deduplicated: true }, first));
});

it.each(["", "{}", "null", "[", "hello"])("the body %j is refused with 400", async (body) => {
  const { http } = await setup();
  const response = await http("POST", "/v2/batch", { body });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: expect.stringContaining("invalid body") });
});

it("an empty batch is an empty answer", async () => {
  const { client } = await setup();
  expect(await client.batch([])).toEqual([]);
});
