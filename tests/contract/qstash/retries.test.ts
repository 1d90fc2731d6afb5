import { describe, expect, it } from "vitest";
import { z } from "zod";
import { patience } from "./environment";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

it.each([400, 401, 404, 422, 429, 500, 503])("%d is tried again until it works", async (status) => {
  const { client, destination, ended } = await setup();
  destination.answer("/flaky", status, 200);
  const { messageId } = await client.publish({ url: destination.url("/flaky"), retryDelay: "1" });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "ERROR", "RETRY", "ACTIVE", "DELIVERED"]);
});

it.each([201, 202, 204, 299])("%d is a success like 200", async (status) => {
  const { client, destination, ended } = await setup();
  destination.answer("/fine", status);
  const { messageId } = await client.publish({ url: destination.url("/fine") });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "DELIVERED"]);
});

it("Upstash-Retries: 2 means three attempts, then the dead-letter queue", async () => {
  const { client, destination, ended, letters } = await setup();
  destination.answer("/dead", 500);
  const { messageId } = await client.publish({ url: destination.url("/dead"), retries: 2, retryDelay: "1" });
  expect((await ended(messageId)).slice(-3)).toEqual(["ACTIVE", "ERROR", "FAILED"]);
  expect(destination.requests("/dead")).toHaveLength(3);
  expect(await letters()).toMatchObject([{ messageId, responseStatus: 500 }]);
});

it("without Upstash-Retries there are three retries", async () => {
  const { client, destination, ended } = await setup();
  destination.answer("/default", { status: 500, headers: { "retry-after": "0" } });
  const { messageId } = await client.publish({ url: destination.url("/default") });
  await ended(messageId);
  expect(destination.requests("/default")).toHaveLength(4);
});

it("489 with Upstash-NonRetryable-Error ends a message at once", async () => {
  const { client, destination, ended, letters } = await setup();
  destination.answer("/no", { status: 489, headers: { "Upstash-NonRetryable-Error": "true" } });
  const { messageId } = await client.publish({ url: destination.url("/no"), retries: 5 });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "ERROR", "FAILED"]);
  expect(await letters()).toMatchObject([{ messageId, responseStatus: 489 }]);
});

it("489 without the header, and the header without 489, are failures like any other", async () => {
  const { client, destination, ended } = await setup();
  destination.answer("/half", 489, { status: 500, headers: { "Upstash-NonRetryable-Error": "true" } }, 200);
  const { messageId } = await client.publish({ url: destination.url("/half"), retryDelay: "1" });
  expect((await ended(messageId)).at(-1)).toBe("DELIVERED");
  expect(destination.requests("/half")).toHaveLength(3);
});

it("Upstash-Timeout ends an attempt that takes longer", async () => {
  const { client, destination, ended } = await setup();
  destination.answer("/slow", "silence");
  const { messageId } = await client.publish({ url: destination.url("/slow"), timeout: 1, retries: 0 });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "ERROR", "FAILED"]);
  const { logs } = await client.logs({ filter: { messageId, state: "ERROR" } });
  expect(logs).toMatchObject([{ error: "no complete response within 1000 ms" }]);
});

it("the planned time follows the default backoff: about 12 s for the first retry", async () => {
  const { client, destination, http } = await setup();
  destination.answer("/later", 500);
  const { messageId } = await client.publish({ url: destination.url("/later") });
  await expect.poll(async () => await plannedWait(http, messageId), patience).toBe(12_000);
});

it.each([
  [{ "retry-after": "600" }, 600_000],
  [{ "retry-after": "10m5s" }, 605_000],
  [{ "x-ratelimit-reset": "30" }, 30_000],
  [{ "x-ratelimit-reset-requests": "1m" }, 60_000],
  [{ "x-ratelimit-reset-tokens": "90" }, 90_000],
  [{ "retry-after": "90000" }, 77_000],
])("an answer with %j is tried again after %d ms, before any expression", async (headers, milliseconds) => {
  const { client, destination, http } = await setup();
  destination.answer("/busy", { status: 429, headers });
  const { messageId } = await client.publish({ url: destination.url("/busy"), retryDelay: "77000" });
  await expect.poll(async () => await plannedWait(http, messageId), patience).toBe(milliseconds);
});

describe("no answer", () => {
  onlyHere("where nothing listens cannot be said of a tunnel, and how it is shown is not documented");

  it("a refused or broken connection is a failed attempt with status 0 and its reason", async () => {
    const { client, destination, ended } = await setup();
    destination.answer("/cut", "hang-up");
    const refused = await client.publish({ url: "http://127.0.0.1:1/", retries: 0 });
    const cut = await client.publish({ url: destination.url("/cut"), retries: 0 });
    await Promise.all([ended(refused.messageId), ended(cut.messageId)]);
    const { messages } = await client.dlq.listMessages();
    expect(messages.map(({ responseStatus }) => responseStatus)).toEqual([0, 0]);
    const reasons = messages.map(({ responseBody = "" }) => responseBody);
    expect(reasons.toSorted((a, b) => a.localeCompare(b))).toEqual([
      expect.stringContaining("ECONNREFUSED"),
      expect.stringContaining("hang up"),
    ]);
  });
});

it("Retry-After may be a date", async () => {
  const { client, destination, http } = await setup();
  const date = Math.ceil(Date.now() / 1000 + 600) * 1000;
  destination.answer("/busy", { status: 503, headers: { "retry-after": new Date(date).toUTCString() } });
  const { messageId } = await client.publish({ url: destination.url("/busy") });
  // What is planned counts from the failure, a moment after this test looked at its clock.
  const wait = async () => (await plannedWait(http, messageId)) ?? 0;
  await expect.poll(wait, patience).toBeGreaterThan(500_000);
  expect(await wait()).toBeLessThanOrEqual(602_000);
});

/** How long after its failure the next attempt is planned. */
async function plannedWait(
  http: Awaited<ReturnType<typeof setup>>["http"],
  messageId: string,
): Promise<number | undefined> {
  const response = await http("GET", `/v2/logs?messageId=${messageId}&state=RETRY`);
  const { logs } = plannedLog.parse(await response.json());
  return logs[0] && logs[0].nextDeliveryTime - logs[0].time;
}

const plannedLog = z.object({ logs: z.array(z.object({ time: z.number(), nextDeliveryTime: z.number() })) });
