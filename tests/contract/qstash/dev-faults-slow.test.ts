import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { onlyHere } from "./only-here";
import { withFaults } from "./with-faults";

onlyHere("/_dev");

const LONG = 3_600_000;

it("slow-destination: it was handled, but the time limit of the attempt passes", async () => {
  const { fault, client, destination, ended, logs } = await withFaults();
  await fault({ kind: "slow-destination", params: { ms: LONG } });
  const { messageId } = await client.publish({ url: destination.url("/slow"), timeout: "1s", retries: 0 });
  expect((await ended(messageId)).at(-1)).toBe("FAILED");
  expect(destination.requests("/slow")).toHaveLength(1);
  const failed = (await logs({ messageId })).find(({ state }) => state === "ERROR");
  expect(failed?.error).toContain("no complete response within 1000 ms");
});

it("slow-destination: within the limit the answer counts", async () => {
  const { fault, client, destination, ended, counts } = await withFaults();
  const { id } = await fault({ kind: "slow-destination", params: { ms: 30 } });
  const { messageId } = await client.publish({ url: destination.url("/slow"), timeout: "60s" });
  expect(await ended(messageId)).toEqual(["CREATED", "ACTIVE", "DELIVERED"]);
  expect(await counts(id)).toEqual([1, 1]);
});

it("slow-request: the headers are there, the body is not, and the time limit passes", async () => {
  const { fault, client, ended } = await withFaults();
  const server = http.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  await fault({ kind: "slow-request", params: { ms: LONG } });
  const arrived: Promise<[IncomingMessage, ServerResponse]> = once(server, "request").then(
    ([request, response]) => [request, response],
  );
  const { messageId } = await client.publish({ url, body: "never whole", timeout: "1s", retries: 0 });
  const [request] = await arrived;
  expect(request.headers["content-length"]).toBe("11");
  expect((await ended(messageId)).at(-1)).toBe("FAILED");
  expect(request.complete).toBe(false);
});

it("slow-request: the whole body comes in the end, signed as ever", async () => {
  const { fault, client, receiver, destination, delivery } = await withFaults();
  await fault({ kind: "slow-request", params: { ms: 30 } });
  const body = "0123456789".repeat(1000);
  const url = destination.url("/slow");
  await client.publish({ url, body });
  const request = await delivery("/slow");
  expect(request.body.toString()).toBe(body);
  const signature = String(request.headers["upstash-signature"]);
  await expect(receiver.verify({ signature, body, url })).resolves.toBe(true);
});

it.each(["", "x"])("slow-request: a body of %j comes too", async (body) => {
  const { fault, client, destination, ended } = await withFaults();
  await fault({ kind: "slow-request", params: { ms: 30 } });
  const { messageId } = await client.publish({ url: destination.url("/small"), body });
  expect((await ended(messageId)).at(-1)).toBe("DELIVERED");
  expect(destination.requests("/small").map((request) => request.body.toString())).toEqual([body]);
});
