import { describe, expect, it } from "vitest";
import { z } from "zod";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

it("publishJSON is answered with the message's id and delivered as JSON", async () => {
  const { client, destination, delivery } = await setup();
  const answer = await client.publishJSON({ url: destination.url("/job"), body: { a: "ü" } });
  expect(answer).toEqual({ messageId: expect.stringMatching(/^msg_[1-9A-HJ-NP-Za-km-z]{20,}$/) });
  const { method, headers, body } = await delivery("/job");
  expect([method, headers["content-type"], body.toString()]).toEqual([
    "POST",
    "application/json",
    '{"a":"ü"}',
  ]);
});

it("the bytes of a body arrive unchanged, also when they are no text", async () => {
  const { http, destination, delivery } = await setup();
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  await http("POST", `/v2/publish/${destination.url("/bytes")}`, { body: bytes });
  const { body, headers } = await delivery("/bytes");
  expect(body.equals(bytes)).toBe(true);
  expect(headers).not.toHaveProperty("content-type");
});

it.each(["/a//b///c", "/a?x=1&y=%2F&z=a+b", "/a/?u=http://other.test//x", "/%7Euser/%20"])(
  "the destination %s is kept as it is",
  async (path) => {
    const { client, receiver, destination, delivery } = await setup();
    await client.publish({ url: destination.url(path), body: "x" });
    const { headers, url } = await delivery(path);
    const signature = String(headers["upstash-signature"]);
    await expect(receiver.verify({ signature, body: "x", url })).resolves.toBe(true);
  },
);

it.each(["GET", "POST", "PUT", "PATCH", "DELETE"] as const)("Upstash-Method %s is used", async (method) => {
  const { client, destination, delivery } = await setup();
  await client.publish({ url: destination.url("/method"), method });
  expect((await delivery("/method")).method).toBe(method);
});

it("options in the query count like headers and do not travel on", async () => {
  const { server, destination, delivery } = await setup();
  const query = `a=1&upstash-method=PUT&upstash-forward-x-kind=web&qstash_token=${encodeURIComponent(server.token)}`;
  const response = await fetch(`${server.url}/v2/publish/${destination.url("/hook")}?${query}`, {
    method: "POST",
  });
  expect(response.ok).toBe(true);
  const { method, headers } = await delivery("/hook?a=1");
  expect([method, headers["x-kind"]]).toEqual(["PUT", "web"]);
});

it("Upstash-Header-Forward sends the other headers on, but never the token", async () => {
  const { http, destination, delivery } = await setup();
  const headers = { "upstash-header-forward": "true", "x-github-event": "push", "content-type": "text/x" };
  await http("POST", `/v2/publish/${destination.url("/all")}`, { headers, body: "x" });
  const received = (await delivery("/all")).headers;
  expect([received["x-github-event"], received["content-type"]]).toEqual(["push", "text/x"]);
  expect(received).not.toHaveProperty("authorization");
});

it("a forwarded Authorization reaches the destination", async () => {
  const { client, destination, delivery } = await setup();
  await client.publish({ url: destination.url("/auth"), headers: { Authorization: "Basic abc" } });
  expect((await delivery("/auth")).headers.authorization).toBe("Basic abc");
});

it("an option that nobody knows is accepted, ignored and not sent on", async () => {
  const { client, destination, delivery } = await setup();
  await client.publish({ url: destination.url("/odd"), headers: { "Upstash-Of-Tomorrow": "1" } });
  expect((await delivery("/odd")).headers).not.toHaveProperty("upstash-of-tomorrow");
});

it.each([
  ["my-group", "invalid destination url: endpoint has invalid scheme, add http:// or https://"],
  ["ftp://a.test", "invalid destination url: endpoint has invalid scheme, add http:// or https://"],
  ["http:///no-host/", 'invalid destination url: unable to parse "http:///no-host/"'],
  ["", "invalid destination url: endpoint has invalid scheme, add http:// or https://"],
  ["http://", "invalid destination url"],
  ["http://a:b:c/", "invalid destination url"],
])("the destination %j is refused with 400", async (destination, message) => {
  const { http } = await setup();
  const response = await http("POST", `/v2/publish/${destination}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: expect.stringContaining(message) });
});

describe("a bad option", () => {
  onlyHere("texts and statuses of refusals are hardly documented");

  it.each([
    ["upstash-retries", "-1"],
    ["upstash-retries", "many"],
    ["upstash-retry-delay", "pow(2"],
    ["upstash-delay", "5"],
    ["upstash-delay", "soon"],
    ["upstash-not-before", "tomorrow"],
    ["upstash-timeout", "1 hour"],
    ["upstash-method", "BREW"],
    ["upstash-callback", "not-a-url"],
    ["upstash-failure-callback", "ftp://a.test"],
    ["upstash-forward-bad name", "x"],
  ])("%s: %s is refused with 400, naming the header, and nothing is sent", async (header, value) => {
    const { http, logs, destination } = await setup();
    const body = JSON.stringify([{ destination: destination.url("/none"), headers: { [header]: value } }]);
    const [slot] = slots.parse(await (await http("POST", "/v2/batch", { body })).json());
    expect(slot?.error.toLowerCase()).toContain(header.replace("upstash-forward-", ""));
    expect(await logs()).toEqual([]);
  });

  const slots = z.array(z.object({ error: z.string() }));
});

describe("the largest body", () => {
  onlyHere("it depends on the plan");

  it("is 10 MB: a longer one is refused with 413, and the connection goes on", async () => {
    const { http, destination } = await setup();
    const tooBig = new Uint8Array(10 * 1024 * 1024 + 1);
    const response = await http("POST", `/v2/publish/${destination.url("/big")}`, { body: tooBig });
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ error: expect.stringContaining("10485760 bytes") });
    expect(
      (await http("POST", `/v2/publish/${destination.url("/big")}`, { body: tooBig.subarray(1) })).status,
    ).toBe(200);
  });
});
