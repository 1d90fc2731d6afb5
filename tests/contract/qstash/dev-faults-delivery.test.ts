import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { withFaults } from "./with-faults";

onlyHere("/_dev");

it("drop-request: the destination never sees it, and it is tried again", async () => {
  const { fault, counts, client, destination, ended, logs } = await withFaults();
  const { id } = await fault({ kind: "drop-request", times: 1 });
  const { messageId } = await client.publish({ url: destination.url("/d"), retryDelay: "1" });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "ERROR", "RETRY", "ACTIVE", "DELIVERED"]);
  const requests = destination.requests("/d");
  expect(requests.map(({ headers }) => headers["upstash-retried"])).toEqual(["1"]);
  const failed = (await logs({ messageId })).find(({ state }) => state === "ERROR");
  expect(failed?.error).toContain("connection reset");
  expect(await counts(id)).toEqual([2, 1]);
});

it("drop-destination-answer: the destination has handled it, and it is tried again", async () => {
  const { fault, client, destination, ended } = await withFaults();
  await fault({ kind: "drop-destination-answer", times: 1 });
  const { messageId } = await client.publish({ url: destination.url("/d"), retryDelay: "1" });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "ERROR", "RETRY", "ACTIVE", "DELIVERED"]);
  const requests = destination.requests("/d");
  expect(requests.map(({ headers }) => headers["upstash-retried"])).toEqual(["0", "1"]);
});

it.each([
  [{}, 0],
  [{ attempted: true }, 1],
])("give-up %j: failed with all retries left, dead letter, failure callback", async (params, seen) => {
  const { fault, client, destination, ended, letters, delivery } = await withFaults();
  await fault({ kind: "give-up", match: { callback: false }, params });
  const { messageId } = await client.publish({
    url: destination.url("/g"),
    retries: 5,
    failureCallback: destination.url("/failed"),
  });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "ERROR", "FAILED"]);
  expect(destination.requests("/g")).toHaveLength(seen);
  expect((await letters()).map((letter) => letter.messageId)).toEqual([messageId]);
  const report = JSON.parse((await delivery("/failed")).body.toString());
  expect(report).toMatchObject({ status: 0, sourceMessageId: messageId, retried: 0, maxRetries: 5 });
});

it("lose-callback: nobody is told, and nothing is stored that could be", async () => {
  const { fault, counts, client, destination, ended, logs } = await withFaults();
  const { id } = await fault({ kind: "lose-callback", match: { label: "x" }, times: 1 });
  const publish = () =>
    client.publish({ url: destination.url("/l"), callback: destination.url("/told"), label: "x" });
  const lost = await publish();
  await ended(lost.messageId);
  const told = await publish();
  const [report] = await destination.received("/told", 1);
  expect(JSON.parse(String(report?.body)).sourceMessageId).toBe(told.messageId);
  const created = (await logs()).filter(({ state }) => state === "CREATED");
  expect(created.filter(({ url }) => url === destination.url("/told"))).toHaveLength(1);
  expect(await counts(id)).toEqual([2, 1]);
});

it("lose-failure-callback: the callback still comes", async () => {
  const { fault, counts, client, destination, ended } = await withFaults();
  const { id } = await fault({ kind: "lose-failure-callback", times: 1 });
  destination.answer("/l", 500);
  const publish = () =>
    client.publish({
      url: destination.url("/l"),
      callback: destination.url("/told"),
      failureCallback: destination.url("/failed"),
      retries: 0,
    });
  await ended((await publish()).messageId);
  await destination.received("/told", 1);
  const second = await publish();
  const [report] = await destination.received("/failed", 1);
  expect(JSON.parse(String(report?.body)).sourceMessageId).toBe(second.messageId);
  await destination.received("/told", 2);
  expect(await counts(id)).toEqual([2, 1]);
});
