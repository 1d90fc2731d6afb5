import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { messageIdOf, setup } from "./setup";

const hidden = (text: string) => `REDACTED:${createHash("sha256").update(text).digest("hex")}`;
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Plain HTTP that publishes to `/r` with a secret body and two headers, after a second unless told otherwise. */
async function withSecret() {
  const bundle = await setup();
  const headers = {
    "content-type": "text/plain",
    "upstash-forward-authorization": "Bearer secret",
    "upstash-forward-x-open": "open",
    "upstash-delay": "1s",
  };
  const publish = async (redact: string, more: Record<string, string> = {}) => {
    const all = { ...headers, ...more, "upstash-redact-fields": redact };
    const path = `/v2/publish/${bundle.destination.url("/r")}`;
    return messageIdOf(await bundle.http("POST", path, { headers: all, body: "secret" }));
  };
  return { ...bundle, publish };
}

const open = { "Content-Type": ["text/plain"], Authorization: ["Bearer secret"], "X-Open": ["open"] };
const allHidden = {
  "Content-Type": [hidden("text/plain")],
  Authorization: [hidden("Bearer secret")],
  "X-Open": [hidden("open")],
};

it("without it everything shows", async () => {
  const { client, publish } = await withSecret();
  expect(await client.messages.get(await publish(""))).toMatchObject({ body: "secret", header: open });
});

it("a redacted body shows as its SHA-256, and the headers as they are", async () => {
  const { client, publish } = await withSecret();
  const message = await client.messages.get(await publish("body"));
  expect(message).toMatchObject({ body: hidden("secret"), header: open });
});

it.each(["header", "headers", "header,header[X-Open]"])(
  "%s hides the values of all headers",
  async (field) => {
    const { client, publish } = await withSecret();
    const message = await client.messages.get(await publish(field));
    expect(message).toMatchObject({ body: "secret", header: allHidden });
  },
);

it.each(["header[Authorization]", "headers[authorization]", "header[AUTHORIZATION], header[X-Absent]"])(
  "%s hides that header only",
  async (field) => {
    const { client, publish } = await withSecret();
    const message = await client.messages.get(await publish(field));
    expect(message.header).toEqual({ ...open, Authorization: allHidden.Authorization });
  },
);

it("the SDK's option hides body and named headers", async () => {
  const { client, destination } = await setup();
  const { messageId } = await client.publishJSON({
    url: destination.url("/sdk"),
    body: { a: 1 },
    headers: { "x-a": "1", "x-b": "2" },
    redact: { body: true, header: ["X-A"] },
    delay: 60,
  });
  expect(await client.messages.get(messageId)).toMatchObject({
    body: hidden('{"a":1}'),
    header: { "X-A": [hidden("1")], "X-B": ["2"], "Content-Type": ["application/json"] },
  });
});

it("the destination gets the real values, with a signature that fits them", async () => {
  const { receiver, publish, delivery } = await withSecret();
  await publish("body,header");
  const { headers, body, url } = await delivery("/r");
  expect([headers.authorization, headers["x-open"], body.toString()]).toEqual([
    "Bearer secret",
    "open",
    "secret",
  ]);
  const signature = String(headers["upstash-signature"]);
  await expect(receiver.verify({ signature, body: "secret", url })).resolves.toBe(true);
});

it("the log hides them in each entry", async () => {
  const { publish, ended, logs } = await withSecret();
  const messageId = await publish("body,header");
  await ended(messageId);
  const entries = await logs({ messageId });
  expect(entries.length).toBeGreaterThan(1);
  for (const entry of entries) expect(entry).toMatchObject({ header: allHidden });
  expect(JSON.stringify(entries)).not.toMatch(new RegExp(`"(secret|${base64("secret")})"`));
});

it("a dead letter hides them, and its retry delivers the real values and hides them again", async () => {
  const { client, publish, destination, letters, ended, logs } = await withSecret();
  destination.answer("/r", { status: 489, headers: { "upstash-nonretryable-error": "true" } }, 200);
  await ended(await publish("body,header"));
  const [letter] = await letters();
  expect(letter).toMatchObject({ body: hidden("secret"), header: allHidden });
  const { responses } = await client.dlq.retry([letter?.dlqId ?? ""]);
  const messageId = responses[0]?.messageId ?? "";
  await ended(messageId);
  const [, again] = await destination.received("/r", 2);
  expect([again?.body.toString(), again?.headers.authorization]).toEqual(["secret", "Bearer secret"]);
  expect((await logs({ messageId }))[0]).toMatchObject({ header: allHidden });
});

it("a schedule hides them", async () => {
  const { client, destination, name } = await setup();
  const scheduleId = name("redacted");
  await client.schedules.create({
    scheduleId,
    destination: destination.url("/s"),
    cron: "0 0 1 1 *",
    body: "secret",
    headers: { "x-a": "1" },
    redact: { body: true, header: true },
  });
  expect(await client.schedules.get(scheduleId)).toMatchObject({
    body: hidden("secret"),
    header: { "X-A": [hidden("1")], "Content-Type": [hidden("application/json")] },
  });
});

it("each endpoint's message of a URL group hides them", async () => {
  const { client, destination, name } = await setup();
  const group = name("g");
  await client.urlGroups.addEndpoints({ name: group, endpoints: [{ url: destination.url("/g") }] });
  const [published] = await client.publish({
    urlGroup: group,
    body: "secret",
    redact: { body: true },
    delay: 60,
  });
  expect(await client.messages.get(published?.messageId ?? "")).toMatchObject({ body: hidden("secret") });
});

it.each(["everything", "body,secret", "header[]", "header[A", "body[A]", "body,,header", "Body"])(
  "the field list %j is refused with 400, and nothing is sent",
  async (redact) => {
    const { http, destination, logs } = await setup();
    const headers = { "upstash-redact-fields": redact };
    const response = await http("POST", `/v2/publish/${destination.url("/bad")}`, { headers });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: expect.stringContaining("invalid upstash-redact-fields") },
    ]);
    expect(await logs()).toEqual([]);
  },
);

describe("where the documentation is silent", () => {
  onlyHere("it says neither how the log writes a hidden body nor what callbacks tell");

  it("the log's body is base64 of the hash, as every body there is base64", async () => {
    const { publish, logs } = await withSecret();
    const messageId = await publish("body");
    expect((await logs({ messageId }))[0]).toMatchObject({ body: base64(hidden("secret")) });
  });

  it("a callback tells its receiver the real values, and is itself hidden in the log", async () => {
    const { publish, destination, delivery, ended, logs } = await withSecret();
    await publish("body", { "upstash-callback": destination.url("/cb") });
    const { headers, body } = await delivery("/cb");
    expect(JSON.parse(body.toString())).toMatchObject({ sourceBody: base64("secret") });
    const messageId = String(headers["upstash-message-id"]);
    await ended(messageId);
    for (const entry of await logs({ messageId }))
      expect(entry).toMatchObject({ body: base64(hidden(body.toString())) });
  });
});
