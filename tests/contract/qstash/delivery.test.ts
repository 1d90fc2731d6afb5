import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

it("a delivery carries the documented headers, and no more of its own family", async () => {
  const { client, destination, delivery } = await setup();
  const { messageId } = await client.publishJSON({
    url: destination.url("/h"),
    body: {},
    headers: { "X-Mine": "1" },
  });
  const { headers } = await delivery("/h");
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "user-agent": "Upstash-QStash",
    "x-mine": "1",
    "upstash-message-id": messageId,
    "upstash-retried": "0",
    "upstash-region": expect.stringMatching(/^(EU-CENTRAL|US-EAST)-1$/),
    "upstash-caller-ip": expect.any(String),
    "upstash-signature": expect.any(String),
  });
  expect(Object.keys(headers).filter((name) => name.startsWith("upstash-"))).toHaveLength(5);
});

it("a retry has the same message id, the next Upstash-Retried and a signature of its own", async () => {
  const { client, receiver, destination } = await setup();
  destination.answer("/again", 500, 500, 200);
  const { messageId } = await client.publish({ url: destination.url("/again"), body: "x", retryDelay: "1" });
  const attempts = await destination.received("/again", 3);
  expect(attempts.map(({ headers }) => headers["upstash-message-id"])).toEqual(Array(3).fill(messageId));
  expect(attempts.map(({ headers }) => headers["upstash-retried"])).toEqual(["0", "1", "2"]);
  const signatures = attempts.map(({ headers }) => String(headers["upstash-signature"]));
  expect(new Set(signatures).size).toBe(3);
  for (const signature of signatures) await receiver.verify({ signature, body: "x" });
});

it("a redirect is not followed and counts as a failure", async () => {
  const { client, destination, ended } = await setup();
  destination.answer("/moved", { status: 307, headers: { location: destination.url("/new") } });
  const { messageId } = await client.publish({ url: destination.url("/moved"), retries: 0 });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "ERROR", "FAILED"]);
  expect(destination.requests("/new")).toEqual([]);
});

it("a destination may pack its answer", async () => {
  const { client, destination, delivery } = await setup();
  const body = gzipSync("packed");
  destination.answer("/gzip", { status: 200, headers: { "content-encoding": "gzip" }, body });
  await client.publish({ url: destination.url("/gzip"), callback: destination.url("/told") });
  const report: unknown = JSON.parse((await delivery("/told")).body.toString());
  expect(report).toMatchObject({ status: 200, body: Buffer.from("packed").toString("base64") });
  expect(report).not.toHaveProperty("header.Content-Encoding");
});

describe("the transport", () => {
  onlyHere("a tunnel or a proxy may add and change headers");

  it("adds nothing but Host, Accept-Encoding, Content-Length and Connection", async () => {
    const { client, destination, delivery } = await setup();
    await client.publish({ url: destination.url("/t"), body: "ü" });
    const { headers } = await delivery("/t");
    expect(Object.keys(headers).filter((name) => !name.startsWith("upstash-"))).toHaveLength(6);
    expect(headers).toMatchObject({
      host: new URL(destination.url("/")).host,
      connection: expect.any(String),
      "accept-encoding": "gzip",
      "content-length": "2",
      "content-type": "text/plain;charset=UTF-8",
      "user-agent": "Upstash-QStash",
    });
  });
});

describe("many at once", () => {
  onlyHere("it takes all the parallelism an account has");

  it("a hundred deliveries run side by side", async () => {
    const { client, destination } = await setup();
    destination.answer("/slow", "silence");
    await client.batch(Array.from({ length: 100 }, () => ({ url: destination.url("/slow") })));
    expect(await destination.received("/slow", 100)).toHaveLength(100);
  });

  it("messages beyond the hundred under way are delivered too", async () => {
    const { client, destination } = await setup();
    for (let i = 0; i < 3; i++) {
      await client.batch(Array.from({ length: 100 }, () => ({ url: destination.url("/many") })));
    }
    const ids = (await destination.received("/many", 300)).map(
      ({ headers }) => headers["upstash-message-id"],
    );
    expect(new Set(ids).size).toBe(300);
  });
});
