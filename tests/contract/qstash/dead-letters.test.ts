import { expect, it } from "vitest";
import { messageIdOf, setup } from "./setup";

async function withDeadLetters(count: number) {
  const bundle = await setup();
  bundle.destination.answer("/dead", { status: 418, headers: { "x-a": "1" }, body: "teapot" });
  const label = bundle.name("dead");
  for (let i = 0; i < count; i++) {
    const request = { url: bundle.destination.url("/dead"), body: `n${i}`, retries: 0, label };
    await bundle.ended((await bundle.client.publish(request)).messageId);
  }
  return { ...bundle, label, dlqIds: (await bundle.letters()).map(({ dlqId }) => dlqId) };
}

it("a dead letter shows the message and the last answer", async () => {
  const { http, destination, dlqIds } = await withDeadLetters(1);
  const response = await http("GET", `/v2/dlq/${dlqIds[0]}`);
  expect(await response.json()).toMatchObject({
    dlqId: expect.stringMatching(/^\d{13}-\d+$/),
    url: destination.url("/dead"),
    body: "n0",
    maxRetries: 0,
    responseStatus: 418,
    responseHeader: { "X-A": ["1"] },
    responseBody: "teapot",
  });
});

it("an answer that is not UTF-8 is shown as base64", async () => {
  const { client, destination, letters, ended } = await setup();
  destination.answer("/dead", { status: 500, body: Buffer.of(0xff, 0) });
  await ended((await client.publish({ url: destination.url("/dead"), retries: 0 })).messageId);
  const [letter] = await letters();
  expect(letter).toMatchObject({ responseBodyBase64: "/wA=" });
  expect(letter).not.toHaveProperty("responseBody");
});

it("the list comes oldest first, in pages, without a cursor on the last", async () => {
  const { client, label } = await withDeadLetters(3);
  const filter = { label };
  const first = await client.dlq.listMessages({ count: 2, filter });
  expect(first.messages.map(({ body }) => body)).toEqual(["n0", "n1"]);
  const last = await client.dlq.listMessages({ count: 2, cursor: first.cursor, filter });
  expect(last.messages.map(({ body }) => body)).toEqual(["n2"]);
  expect(last.cursor).toBeUndefined();
});

it("a misspelt filter is refused", async () => {
  const { http } = await setup();
  expect((await http("GET", "/v2/dlq?lable=a")).status).toBe(400);
});

it("a deleted letter is gone", async () => {
  const { client, http, letters, dlqIds } = await withDeadLetters(3);
  expect((await http("DELETE", `/v2/dlq/${dlqIds[0]}`)).status).toBe(200);
  expect((await http("DELETE", `/v2/dlq/${dlqIds[0]}`)).status).toBe(404);
  expect(await client.dlq.delete([dlqIds[0] ?? "", dlqIds[1] ?? ""])).toMatchObject({ deleted: 1 });
  expect((await letters()).map(({ body }) => body)).toEqual(["n2"]);
});

it("a retried letter is a new message, with a fresh budget, and leaves the queue", async () => {
  const { http, letters, destination, dlqIds, ended } = await withDeadLetters(1);
  destination.answer("/dead", 500, 200);
  const headers = { "upstash-retries": "1", "upstash-retry-delay": "1" };
  const response = await http("POST", `/v2/dlq/retry/${dlqIds[0]}`, { headers });
  expect(response.status).toBe(201);
  const messageId = await messageIdOf(response);
  expect((await ended(messageId)).at(-1)).toBe("DELIVERED");
  const requests = destination.requests("/dead");
  expect(requests.map(({ body }) => body.toString())).toEqual(["n0", "n0", "n0"]);
  expect(requests.map(({ headers }) => headers["upstash-retried"])).toEqual(["0", "0", "1"]);
  expect(await letters()).toEqual([]);
  expect((await http("POST", `/v2/dlq/retry/${dlqIds[0]}`)).status).toBe(404);
});

it("the SDK retries letters by id", async () => {
  const { client, destination, dlqIds } = await withDeadLetters(2);
  const { responses } = await client.dlq.retry(dlqIds);
  expect(responses).toHaveLength(2);
  await destination.received("/dead", 4);
});
