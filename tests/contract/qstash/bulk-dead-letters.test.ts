import { describe, expect, it } from "vitest";
import { z } from "zod";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

const retried = z.object({ responses: z.array(z.object({ messageId: z.string() })) });

/** Dead letters of one destination: as many as labels, each with the label, the body `n0`, `n1`… and status 418. */
async function withDeadLetters(...labels: string[]) {
  const bundle = await setup();
  bundle.destination.answer("/dead", { status: 418, body: "teapot" });
  const url = bundle.destination.url("/dead");
  for (const [index, label] of labels.entries()) {
    const request = { url, body: `n${index}`, retries: 0, label: bundle.name(label) };
    await bundle.ended((await bundle.client.publish(request)).messageId);
  }
  const found = await bundle.letters();
  const labelsOf = found.map(({ label }) => label ?? "");
  const bodies = async () => (await bundle.letters()).map(({ body }) => body);
  return { ...bundle, url, found, labelsOf, bodies };
}

it("a filter picks letters by label, message, date and status of the last answer", async () => {
  const { client, found, labelsOf } = await withDeadLetters("a", "b", "c");
  const [a = "", b = ""] = labelsOf;
  const list = async (filter: object) =>
    (await client.dlq.listMessages({ filter })).messages.map(({ body }) => body);
  expect(await list({ label: [a, b] })).toEqual(["n0", "n1"]);
  expect(await list({ label: labelsOf, messageId: found[2]?.messageId })).toEqual(["n2"]);
  expect(await list({ label: a, responseStatus: [418, 500] })).toEqual(["n0"]);
  expect(await list({ label: a, responseStatus: 500 })).toEqual([]);
  const [filedAt] = (found[0]?.dlqId ?? "").split("-").map(Number);
  expect(await list({ label: a, fromDate: filedAt, toDate: filedAt })).toEqual(["n0"]);
  expect(await list({ label: a, fromDate: (filedAt ?? 0) + 1 })).toEqual([]);
});

it("named letters are listed whatever the filters say", async () => {
  const { client, found } = await withDeadLetters("a", "b");
  const dlqIds = [found[1]?.dlqId ?? "", "1-0"];
  expect((await client.dlq.listMessages({ dlqIds })).messages.map(({ body }) => body)).toEqual(["n1"]);
});

it("letters are deleted by filter, a page per call, until there is no cursor", async () => {
  const { client, labelsOf, bodies } = await withDeadLetters("a", "a", "b", "a");
  const filter = { label: labelsOf.filter((label) => label.startsWith("a.")) };
  const deleted: number[] = [];
  let cursor: string | undefined;
  do {
    const result = await client.dlq.delete({ filter, count: 2, cursor });
    deleted.push(result.deleted);
    cursor = result.cursor;
  } while (cursor);
  expect(deleted).toEqual([2, 1]);
  expect(await bodies()).toEqual(["n2"]);
});

it("letters are retried by filter, a page per call, until there is no cursor", async () => {
  const { client, url, destination, bodies } = await withDeadLetters("a", "b", "c");
  destination.answer("/dead", 200);
  const retried: number[] = [];
  let cursor: string | undefined;
  do {
    const result = await client.dlq.retry({ filter: { url }, count: 2, cursor });
    retried.push(result.responses.length);
    cursor = result.cursor;
  } while (cursor);
  expect(retried).toEqual([2, 1]);
  const requests = await destination.received("/dead", 6);
  expect(requests.map(({ body }) => body.toString()).toSorted()).toEqual([
    "n0",
    "n0",
    "n1",
    "n1",
    "n2",
    "n2",
  ]);
  expect(await bodies()).toEqual([]);
});

it("a retried letter keeps its labels and options, unless the retry sends others", async () => {
  const { http, client, found, labelsOf } = await withDeadLetters("a", "b");
  const [first, second] = found.map(({ dlqId }) => dlqId);
  const retry = async (id = "", headers: Record<string, string> = {}) => {
    const response = await http("POST", `/v2/dlq/retry?dlqIds=${id}`, {
      headers: { "upstash-delay": "1h", ...headers },
    });
    expect(response.status).toBe(201);
    const { responses } = retried.parse(await response.json());
    return await client.messages.get(responses[0]?.messageId ?? "");
  };
  expect(await retry(first)).toMatchObject({ body: "n0", maxRetries: 0, labels: [labelsOf[0]] });
  const overridden = await retry(second, { "upstash-retries": "5", "upstash-label": "new" });
  expect(overridden).toMatchObject({ body: "n1", maxRetries: 5, labels: ["new"] });
  expect(overridden.notBefore).toBeGreaterThan(overridden.createdAt);
});

it("a retried letter goes back to its queue and its flow-control key, and cannot be delayed there", async () => {
  const { http, client, destination, ended, letters, name } = await setup();
  destination.answer("/dead", 500);
  const [queueName, key] = [name("queue"), name("key")];
  const queue = client.queue({ queueName });
  const url = destination.url("/dead");
  const { messageId } = await queue.enqueue({ url, retries: 0, flowControl: { key, parallelism: 1 } });
  await ended(messageId);
  const [letter] = await letters();
  expect(letter).toMatchObject({ queueName, flowControlKey: key, parallelism: 1 });
  await queue.pause();
  const path = `/v2/dlq/retry/${letter?.dlqId}`;
  expect((await http("POST", path, { headers: { "upstash-delay": "1m" } })).status).toBe(400);
  const published = await http("POST", path);
  const { messageId: retriedId } = z.object({ messageId: z.string() }).parse(await published.json());
  expect(await client.messages.get(retriedId)).toMatchObject({
    queueName,
    flowControlKey: key,
    parallelism: 1,
  });
  expect(await client.messages.cancel({ filter: { queueName } })).toMatchObject({ cancelled: 1 });
  await queue.delete();
});

describe("no filter", () => {
  onlyHere("it would touch the dead letters of the account's other users");

  it("deletes all", async () => {
    const { client, bodies } = await withDeadLetters("a", "b");
    expect(await client.dlq.delete({ all: true })).toMatchObject({ deleted: 2 });
    expect(await bodies()).toEqual([]);
  });

  it("retries all", async () => {
    const { client } = await withDeadLetters("a", "b");
    expect((await client.dlq.retry({ all: true })).responses).toHaveLength(2);
  });

  it.each([
    ["DELETE", "/v2/dlq?lable=a", ""],
    ["DELETE", "/v2/dlq?host=127.0.0.1", ""],
    ["DELETE", "/v2/dlq?path=/dead", ""],
    ["DELETE", "/v2/dlq?label=", ""],
    ["DELETE", "/v2/dlq?responseStatus=bad", ""],
    ["DELETE", "/v2/dlq?count=0", ""],
    ["DELETE", "/v2/dlq?cursor=12345678901234567890-0", ""],
    ["DELETE", "/v2/dlq", '{"ids":["1-0"]}'],
    ["POST", "/v2/dlq/retry?lable=a", ""],
    ["POST", "/v2/dlq/retry", "[broken"],
  ])("%s %s with body %j is refused and touches nothing", async (method, path, body) => {
    const { http, bodies } = await withDeadLetters("a");
    expect((await http(method, path, body ? { body } : {})).status).toBe(400);
    expect(await bodies()).toEqual(["n0"]);
  });

  it("is not meant by a list of ids in a JSON body, as older clients send it", async () => {
    const { http, found, bodies } = await withDeadLetters("a", "b");
    const body = JSON.stringify({ dlqIds: [found[1]?.dlqId, "1-0"] });
    expect(await (await http("DELETE", "/v2/dlq", { body })).json()).toEqual({ deleted: 1 });
    expect(await bodies()).toEqual(["n0"]);
  });
});
