import { once } from "node:events";
import http from "node:http";
import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { withFaults } from "./with-faults";

onlyHere("/_dev");

it("restart: what the destination has answered is delivered again, as the same attempt", async () => {
  const { fault, client, destination, ended, counts } = await withFaults();
  const { id } = await fault({ kind: "restart" });
  const { messageId } = await client.publish({ url: destination.url("/r") });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "ACTIVE", "DELIVERED"]);
  const requests = destination.requests("/r");
  expect(requests.map(({ headers }) => headers["upstash-message-id"])).toEqual([messageId, messageId]);
  expect(requests.map(({ headers }) => headers["upstash-retried"])).toEqual(["0", "0"]);
  expect(await counts(id)).toEqual([2, 1]);
});

it("restart: many at the same time are survived", async () => {
  const { fault, client, destination, ended, counts } = await withFaults();
  const { id } = await fault({ kind: "restart", times: 5 });
  const sent = await Promise.all(
    Array.from({ length: 20 }, (_, nth) => client.publish({ url: destination.url(`/many/${nth}`) })),
  );
  for (const { messageId } of sent) expect((await ended(messageId)).at(-1)).toBe("DELIVERED");
  expect((await counts(id))[1]).toBe(5);
});

it("/_dev/restart: waiting messages, schedules, rules and counts are still there, attempts are made again", async () => {
  const { fault, dev, client, destination, ended, schedules, counts } = await withFaults();
  const { id } = await fault({ kind: "late", match: { label: "x" }, params: { ms: 20 } });
  await client.schedules.create({ destination: destination.url("/s"), cron: "0 0 1 1 *" });
  destination.answer("/attempt", "silence", 200);
  const attempted = await client.publish({ url: destination.url("/attempt") });
  await destination.received("/attempt", 1);
  const late = await client.publish({ url: destination.url("/late"), label: "x" });
  const response = await dev("POST", "restart");
  expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
  expect((await ended(attempted.messageId)).at(-1)).toBe("DELIVERED");
  expect((await ended(late.messageId)).at(-1)).toBe("DELIVERED");
  expect(await schedules()).toHaveLength(1);
  expect((await counts(id))[0]).toBeGreaterThanOrEqual(1);
});

it("what a rule held back before a restart is delivered once after it", async () => {
  const { fault, dev, client, destination, ended, states, counts } = await withFaults();
  await fault({ id: "late", kind: "late", times: 1, params: { ms: 3_600_000 } });
  const { messageId } = await client.publish({ url: destination.url("/held") });
  await expect.poll(() => counts("late")).toEqual([1, 1]);
  await dev("POST", "restart");
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "DELIVERED"]);
  await dev("DELETE", "faults/late");
  const after = await client.publish({ url: destination.url("/after") });
  await ended(after.messageId);
  expect(await states(messageId)).toEqual(["CREATED", "ACTIVE", "DELIVERED"]);
  expect(destination.requests("/held")).toHaveLength(1);
});

it("a publish whose body is still on its way at a restart loses its connection and is not stored", async () => {
  const { server, dev, destination, logs } = await withFaults();
  const publishing = http.request(`${server.url}/v2/publish/${destination.url("/overtaken")}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}`, "content-length": 10, expect: "100-continue" },
  });
  publishing.flushHeaders();
  await once(publishing, "continue");
  const failed = once(publishing, "error");
  await dev("POST", "restart");
  publishing.end("0123456789");
  expect(await failed).toMatchObject([{ code: "ECONNRESET" }]);
  expect(await logs()).toEqual([]);
});
