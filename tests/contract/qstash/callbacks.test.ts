import { describe, expect, it } from "vitest";
import { patience } from "./environment";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

const read = (body: Buffer): unknown => JSON.parse(body.toString());
const base64 = (text: string) => Buffer.from(text).toString("base64");

it("a callback reports the answer, as a signed message of its own", async () => {
  const { client, receiver, destination, delivery } = await setup();
  destination.answer("/job", { status: 201, headers: { "x-took": "5" }, body: "done" });
  const callback = destination.url("/cb");
  const { messageId } = await client.publishJSON({ url: destination.url("/job"), body: { a: 1 }, callback });
  const { method, headers, body, url } = await delivery("/cb");
  expect([method, headers["content-type"]]).toEqual(["POST", "application/json"]);
  expect(headers["upstash-message-id"]).not.toBe(messageId);
  const signature = String(headers["upstash-signature"]);
  await expect(receiver.verify({ signature, body: body.toString(), url })).resolves.toBe(true);
  expect(read(body)).toEqual({
    status: 201,
    header: expect.objectContaining({ "X-Took": ["5"] }),
    body: base64("done"),
    retried: 0,
    maxRetries: 3,
    sourceMessageId: messageId,
    url: destination.url("/job"),
    method: "POST",
    sourceHeader: { "Content-Type": ["application/json"] },
    sourceBody: base64('{"a":1}'),
    notBefore: expect.any(Number),
    createdAt: expect.any(Number),
    callerIP: expect.any(String),
  });
});

it("a callback comes after each attempt until the first success", async () => {
  const { client, destination } = await setup();
  destination.answer("/job", 500, 404, 200);
  await client.publish({ url: destination.url("/job"), callback: destination.url("/cb"), retryDelay: "30" });
  const reports = (await destination.received("/cb", 3)).map(({ body }) => read(body));
  expect(reports).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ status: 500, retried: 0 }),
      expect.objectContaining({ status: 404, retried: 1 }),
      expect.objectContaining({ status: 200, retried: 2 }),
    ]),
  );
});

it("a failure callback comes once, with the dead letter's id", async () => {
  const { client, destination, delivery, ended, letters } = await setup();
  destination.answer("/job", { status: 500, body: "broken" });
  const failureCallback = destination.url("/failed");
  const { messageId } = await client.publish({
    url: destination.url("/job"),
    failureCallback,
    retries: 1,
    retryDelay: "1",
  });
  const report = read((await delivery("/failed")).body);
  const [letter] = await letters();
  expect(letter?.dlqId).toMatch(/^\d+-\d+$/);
  expect(report).toMatchObject({
    sourceMessageId: messageId,
    dlqId: letter?.dlqId,
    retried: 1,
    body: base64("broken"),
  });
  await ended(String((await delivery("/failed")).headers["upstash-message-id"]));
  expect(destination.requests("/failed")).toHaveLength(1);
});

it("both come after the last failure, and only the failure callback carries dlqId", async () => {
  const { client, destination, delivery } = await setup();
  destination.answer("/job", { status: 489, headers: { "upstash-nonretryable-error": "true" } });
  const urls = { callback: destination.url("/cb"), failureCallback: destination.url("/failed") };
  await client.publish({ url: destination.url("/job"), ...urls });
  expect(read((await delivery("/failed")).body)).toHaveProperty("dlqId");
  expect(read((await delivery("/cb")).body)).not.toHaveProperty("dlqId");
});

it("a callback is configured by its own headers", async () => {
  const { client, destination, delivery } = await setup();
  await client.publish({
    url: destination.url("/job"),
    callback: destination.url("/cb"),
    headers: { "Upstash-Callback-Method": "PUT", "Upstash-Callback-Forward-X-Secret": "s3" },
  });
  const { method, headers } = await delivery("/cb");
  expect([method, headers["x-secret"]]).toEqual(["PUT", "s3"]);
});

it("a failure callback is retried as its own headers say and ends in the dead-letter queue itself", async () => {
  const { client, destination, letters } = await setup();
  destination.answer("/job", 500);
  destination.answer("/failed", 500);
  await client.publish({
    url: destination.url("/job"),
    failureCallback: destination.url("/failed"),
    retries: 0,
    headers: { "Upstash-Failure-Callback-Retries": "2", "Upstash-Failure-Callback-Retry-Delay": "1" },
  });
  await destination.received("/failed", 3);
  const deadUrls = async () => (await letters()).map(({ url }) => url);
  await expect.poll(deadUrls, patience).toEqual([destination.url("/job"), destination.url("/failed")]);
  expect(destination.requests("/failed")).toHaveLength(3);
});

describe("where the documentation is silent", () => {
  onlyHere("choices 7 and 19");

  it("an attempt without an answer is reported with status 0 and the reason as body", async () => {
    const { client, destination, delivery } = await setup();
    const failureCallback = destination.url("/failed");
    await client.publish({ url: "http://127.0.0.1:1/", retries: 0, failureCallback });
    const report = read((await delivery("/failed")).body);
    expect(report).toMatchObject({ status: 0, header: {}, body: base64("connect ECONNREFUSED 127.0.0.1:1") });
  });

  it("a delayed callback is refused", async () => {
    const { client, destination } = await setup();
    const headers = { "Upstash-Callback-Delay": "5s" };
    const refused = client.publish({
      url: destination.url("/job"),
      callback: destination.url("/cb"),
      headers,
    });
    await expect(refused).rejects.toMatchObject({ status: 400 });
  });

  it("a callback inherits the message's retries", async () => {
    const { client, destination, letters } = await setup();
    destination.answer("/cb", 500);
    await client.publish({
      url: destination.url("/job"),
      callback: destination.url("/cb"),
      retries: 1,
      retryDelay: "1",
    });
    const deadUrls = async () => (await letters()).map(({ url }) => url);
    await expect.poll(deadUrls, patience).toEqual([destination.url("/cb")]);
    expect(destination.requests("/cb")).toHaveLength(2);
  });
});
