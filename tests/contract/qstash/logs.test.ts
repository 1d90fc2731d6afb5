import { describe, expect, it } from "vitest";
import { z } from "zod";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

it("the log comes newest first and shows the documented fields", async () => {
  const { client, destination, logs: logsOf, ended } = await setup();
  destination.answer("/e", { status: 500, headers: { "x-a": "1" }, body: "oops" });
  const { messageId } = await client.publish({
    url: destination.url("/e"),
    body: "in",
    retries: 0,
    label: "l",
  });
  await ended(messageId);
  const logs = await logsOf();
  expect(logs.map(({ state }) => state)).toEqual(["FAILED", "ERROR", "ACTIVE", "CREATED"]);
  expect(logs[1]).toMatchObject({
    time: expect.any(Number),
    messageId,
    url: destination.url("/e"),
    method: "POST",
    body: Buffer.from("in").toString("base64"),
    label: "l",
    maxRetries: 0,
    error: "the destination answered 500",
    responseStatus: 500,
    responseBody: Buffer.from("oops").toString("base64"),
    responseHeaders: { "X-A": ["1"] },
  });
  expect(logs[0]).not.toHaveProperty("responseStatus");
});

it("an entry shows the options of its message", async () => {
  const { client, destination, logs } = await setup();
  await client.publish({
    url: destination.url("/e"),
    method: "PUT",
    delay: 60,
    retries: 5,
    retryDelay: "1000 * retried",
    timeout: 7,
    callback: destination.url("/cb"),
    failureCallback: destination.url("/fcb"),
    label: ["a", "b"],
    headers: { "x-kind": "test" },
  });
  expect(await logs()).toMatchObject([
    {
      state: "CREATED",
      method: "PUT",
      maxRetries: 5,
      retryDelayExpression: "1000 * retried",
      timeout: 7000,
      callback: destination.url("/cb"),
      failureCallback: destination.url("/fcb"),
      label: "a",
      labels: ["a", "b"],
      header: { "X-Kind": ["test"] },
    },
  ]);
});

it("the two names serve the same entries", async () => {
  const { http, client, destination } = await setup();
  const { messageId } = await client.publish({ url: destination.url("/e"), delay: 60 });
  const read = async (path: string): Promise<Record<string, unknown>> =>
    z
      .record(z.string(), z.unknown())
      .parse(await (await http("GET", `${path}?messageId=${messageId}`)).json());
  const [{ events }, { logs }] = [await read("/v2/events"), await read("/v2/logs")];
  expect(events).toEqual([expect.objectContaining({ messageId, state: "CREATED" })]);
  expect(logs).toEqual(events);
});

it("state and messageId filter, IN_PROGRESS stands for ACTIVE, RETRY and ERROR", async () => {
  const { client, destination, logs, ended } = await setup();
  destination.answer("/e", 500, 200);
  const { messageId } = await client.publish({ url: destination.url("/e"), retryDelay: "1" });
  await client.publish({ url: destination.url("/other"), delay: 60 });
  await ended(messageId);
  expect(await logs({ state: "CREATED" })).toHaveLength(2);
  const active = await client.logs({ filter: { state: "IN_PROGRESS", messageId } });
  expect(active.logs.map(({ state }) => state)).toEqual(["ACTIVE", "RETRY", "ERROR", "ACTIVE"]);
});

it("pages follow each other by cursor without a gap or a repetition", async () => {
  const { client, destination, name } = await setup();
  const label = name("paged");
  await client.batch(Array.from({ length: 5 }, () => ({ url: destination.url("/e"), delay: 60, label })));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.logs({ count: 2, cursor, filter: { label } });
    seen.push(...page.logs.map((entry) => entry.messageId));
    cursor = page.cursor;
  } while (cursor);
  expect(seen).toHaveLength(5);
  expect(new Set(seen).size).toBe(5);
});

it("several messages are asked for at once", async () => {
  const { client, destination } = await setup();
  const publish = () => client.publish({ url: destination.url("/e"), delay: 60 });
  const [first, , third] = [await publish(), await publish(), await publish()];
  const { logs } = await client.logs({ messageIds: [first.messageId, third.messageId] });
  expect(logs.map(({ messageId }) => messageId)).toEqual([third.messageId, first.messageId]);
});

it("entries that come in between move no later page", async () => {
  const { client, destination, name } = await setup();
  const label = name("paged");
  const publish = async () =>
    (await client.publish({ url: destination.url("/e"), delay: 60, label })).messageId;
  const ids = [await publish(), await publish(), await publish()];
  const first = await client.logs({ count: 2, filter: { label } });
  await publish();
  const second = await client.logs({ count: 2, cursor: first.cursor, filter: { label } });
  const seen = [...first.logs, ...second.logs].map(({ messageId }) => messageId);
  expect(seen).toEqual(ids.toReversed());
  expect(second.cursor).toBeUndefined();
});

it("dates are those of the entry, and inclusive", async () => {
  const { client, destination, ended } = await setup();
  const { messageId } = await client.publish({ url: destination.url("/e"), delay: 1 });
  await ended(messageId);
  const { logs } = await client.logs({ filter: { messageId } });
  const time = logs[0]?.time ?? 0;
  const during = await client.logs({ filter: { messageId, fromDate: time, toDate: time } });
  expect(during.logs[0]).toMatchObject({ state: "DELIVERED", time });
  const after = await client.logs({ filter: { messageId, fromDate: time + 1 } });
  expect(after.logs).toEqual([]);
});

describe("what the documentation leaves open", () => {
  onlyHere("the spelling on the wire and the form of a cursor are our choice");

  it.each(["CANCELED", "CANCELLED"])("a cancelled message is found as %s", async (state) => {
    const { client, http, destination, ended } = await setup();
    const { messageId } = await client.publish({ url: destination.url("/e"), delay: 1 });
    await client.messages.cancel(messageId);
    await ended(messageId);
    const response = await http("GET", `/v2/logs?state=${state}&messageId=${messageId}`);
    expect(await response.json()).toMatchObject({ logs: [{ messageId, state: "CANCELED" }] });
  });

  it("a cursor is no number, so that whoever takes it for one notices", async () => {
    const { client, destination } = await setup();
    await client.batch([1, 2].map(() => ({ url: destination.url("/e"), delay: 60 })));
    const { cursor } = await client.logs({ count: 1 });
    expect(cursor).toEqual(expect.any(String));
    expect(Number(cursor)).toBeNaN();
  });
});

describe("a bad query", () => {
  onlyHere("what is refused is not documented");

  it.each(["state=LOST", "count=0", "count=x", "cursor=x", "cursor=5", "lable=a", "responseStatus=500"])(
    "%s is refused with 400",
    async (query) => {
      const { http } = await setup();
      expect((await http("GET", `/v2/logs?${query}`)).status).toBe(400);
    },
  );
});
