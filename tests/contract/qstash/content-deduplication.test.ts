import { describe, expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

type Change = { url?: string; body?: string; headers?: Record<string, string>; deduplicationId?: string };

/** Publishes the same message again and again, but for the change that a test makes. */
async function withMessage() {
  const bundle = await setup();
  const publish = ({ headers, ...change }: Change = {}) =>
    bundle.client.publish({
      url: bundle.destination.url("/c"),
      body: "same",
      contentBasedDeduplication: true,
      delay: 60,
      ...change,
      headers: { "content-type": "text/plain", "x-a": "1", ...headers },
    });
  return { ...bundle, publish, first: await publish() };
}

it("the same content is answered with the first message's id and sends nothing", async () => {
  const { logs, publish, first } = await withMessage();
  expect(await publish()).toEqual({ messageId: first.messageId, deduplicated: true });
  expect(await logs()).toHaveLength(1);
});

it("the duplicate's status is 202", async () => {
  const { http, destination } = await withMessage();
  const headers = { "upstash-content-based-deduplication": "true" };
  const send = async () =>
    (await http("POST", `/v2/publish/${destination.url("/plain")}`, { headers, body: "x" })).status;
  expect([await send(), await send()]).toEqual([200, 202]);
});

it("retries, delay and labels are no content", async () => {
  const { publish } = await withMessage();
  const headers = { "upstash-retries": "9", "upstash-label": "other", "upstash-delay": "5m" };
  expect(await publish({ headers })).toHaveProperty("deduplicated", true);
});

it("the order of the forwarded headers does not matter", async () => {
  const { http, destination } = await setup();
  const send = async (headers: Record<string, string>) => {
    const all = { "upstash-content-based-deduplication": "true", ...headers };
    return (await http("POST", `/v2/publish/${destination.url("/o")}`, { headers: all })).status;
  };
  await send({ "upstash-forward-x-a": "1", "upstash-forward-x-b": "2" });
  expect(await send({ "upstash-forward-x-b": "2", "upstash-forward-x-a": "1" })).toBe(202);
});

it.each<[string, Change]>([
  ["body", { body: "other" }],
  ["content type", { headers: { "content-type": "text/html" } }],
  ["forwarded header", { headers: { "x-a": "2" } }],
  ["further forwarded header", { headers: { "x-b": "1" } }],
])("another %s is another message", async (_what, change) => {
  const { publish, first } = await withMessage();
  const other = await publish(change);
  expect(other).not.toHaveProperty("deduplicated");
  expect(other.messageId).not.toBe(first.messageId);
});

it("another destination is another message", async () => {
  const { publish, destination } = await withMessage();
  expect(await publish({ url: destination.url("/other") })).not.toHaveProperty("deduplicated");
});

it("without the header nothing is compared, and false says the same", async () => {
  const { http, destination } = await setup();
  const send = async (headers: Record<string, string>) =>
    (await http("POST", `/v2/publish/${destination.url("/n")}`, { headers, body: "x" })).status;
  const off = { "upstash-content-based-deduplication": "false" };
  expect([await send({}), await send({}), await send(off), await send(off)]).toEqual([200, 200, 200, 200]);
});

it("in a batch the duplicate is marked in its slot", async () => {
  const { client, destination } = await setup();
  const item = { url: destination.url("/b"), body: "x", contentBasedDeduplication: true };
  const [first, second] = await client.batch([item, item]);
  expect(second).toEqual(Object.assign({ deduplicated: true }, first));
});

describe("here also", () => {
  onlyHere("choice 15, and nobody restarts the service");

  it("an explicit id wins: content does not count then", async () => {
    const { publish, name } = await withMessage();
    const deduplicationId = name("one");
    const one = await publish({ deduplicationId });
    expect(one).not.toHaveProperty("deduplicated");
    expect(await publish({ deduplicationId, body: "other" })).toEqual({
      messageId: one.messageId,
      deduplicated: true,
    });
  });

  it("any other value is refused", async () => {
    const { http, destination } = await setup();
    const headers = { "upstash-content-based-deduplication": "yes" };
    const response = await http("POST", `/v2/publish/${destination.url("/n")}`, { headers });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: expect.stringContaining("upstash-content-based-deduplication: expected true or false") },
    ]);
  });

  it("content stays taken after a restart", async () => {
    const { server, publish } = await withMessage();
    await server.ours().restart();
    expect(await publish()).toHaveProperty("deduplicated", true);
  });
});
