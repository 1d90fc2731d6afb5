import { Client } from "@upstash/qstash";
import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

onlyHere("the read-only token of another server is shown in its console, and choice 2");

/** Besides the usual bundle: a client and plain HTTP with the read-only token. */
async function withReader() {
  const bundle = await setup();
  const { url: baseUrl, readOnlyToken: token } = bundle.server.ours();
  const reader = new Client({ baseUrl, token, retry: false });
  const read = (method: string, path: string, body?: string) =>
    fetch(baseUrl + path, { method, body, headers: { authorization: `Bearer ${token}` } });
  return { ...bundle, reader, read };
}

it("a read-only token sees messages, schedules, URL groups, the log and dead letters", async () => {
  const { client, reader, destination, ended } = await withReader();
  destination.answer("/dead", 500);
  const waiting = await client.publish({ url: destination.url("/later"), delay: 60 });
  const dead = await client.publish({ url: destination.url("/dead"), retries: 0 });
  await client.urlGroups.addEndpoints({ name: "g", endpoints: [{ url: destination.url("/g") }] });
  await client.schedules.create({
    destination: destination.url("/s"),
    cron: "0 0 1 1 *",
    scheduleId: "s",
  });
  await ended(dead.messageId);
  expect(await reader.messages.get(waiting.messageId)).toMatchObject(waiting);
  expect(await reader.schedules.list()).toMatchObject([{ scheduleId: "s" }]);
  expect(await reader.schedules.get("s")).toMatchObject({ scheduleId: "s" });
  expect(await reader.urlGroups.list()).toMatchObject([{ name: "g" }]);
  expect((await reader.dlq.listMessages()).messages).toMatchObject([dead]);
  expect((await reader.logs({ filter: { messageId: dead.messageId } })).logs.length).toBeGreaterThan(0);
});

it("it may come as qstash_token", async () => {
  const { server } = await withReader();
  const token = encodeURIComponent(server.ours().readOnlyToken);
  expect((await fetch(`${server.url}/v2/schedules?qstash_token=${token}`)).status).toBe(200);
});

it.each([
  ["POST", "/v2/publish/http://127.0.0.1:1/"],
  ["POST", "/v2/batch", "[]"],
  ["DELETE", "/v2/messages"],
  ["DELETE", "/v2/messages/msg_1"],
  ["POST", "/v2/schedules/http://127.0.0.1:1/"],
  ["PATCH", "/v2/schedules/s/pause"],
  ["POST", "/v2/schedules/s/resume"],
  ["DELETE", "/v2/schedules/s"],
  ["POST", "/v2/topics/g/endpoints", '{"endpoints":[{"url":"http://127.0.0.1:1/"}]}'],
  ["DELETE", "/v2/topics/g/endpoints", '{"endpoints":[{"url":"http://127.0.0.1:1/"}]}'],
  ["PATCH", "/v2/topics/g", '{"headers":{}}'],
  ["DELETE", "/v2/topics/g"],
  ["POST", "/v2/dlq/retry?dlqIds=1-0"],
  ["DELETE", "/v2/dlq/1-0"],
  ["POST", "/v2/keys/rotate"],
])("%s %s is refused with 403", async (method, path, body?: string) => {
  const { read } = await withReader();
  const response = await read(method, path, body);
  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({ error: expect.stringContaining("a read-only token may not") });
});

it("what it was refused has not happened", async () => {
  const { client, reader, destination } = await withReader();
  const { messageId } = await client.publish({ url: destination.url("/later"), delay: 60 });
  await expect(reader.messages.cancel(messageId)).rejects.toMatchObject({ status: 403 });
  await expect(reader.publish({ url: destination.url("/never") })).rejects.toMatchObject({ status: 403 });
  expect(await client.messages.get(messageId)).toMatchObject({ messageId });
  expect((await client.logs()).logs).toHaveLength(1);
});
