import { Client, Receiver } from "@upstash/qstash";
import { expect, it, onTestFinished, vi } from "vitest";
import { type Credentials, testUser, testUsers } from "@/scripts/qstash-local/credentials";
import { startQStashLocal } from "@/scripts/qstash-local/server";
import { startDestination } from "./destination";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

onlyHere("the test users are those of a local server");

/** A server without options, and a client for each published test user. */
async function withTestUsers() {
  const server = await startQStashLocal();
  const destination = await startDestination();
  // The SDK tells the console about every refused call; the tests look at the error itself.
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(async () => {
    quiet.mockRestore();
    await server.close();
    await destination.close();
  });
  const clientOf = ({ token }: Credentials) => new Client({ baseUrl: server.url, token, retry: false });
  return { server, destination, users: testUsers.map(clientOf), one: clientOf(testUsers[0]), clientOf };
}

it("the four published test users are served, each with its published keys", async () => {
  const { server } = await withTestUsers();
  for (const { token, currentSigningKey, nextSigningKey } of testUsers) {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${server.url}/v2/keys`, { headers });
    expect(await response.json()).toEqual({ current: currentSigningKey, next: nextSigningKey });
  }
});

it("a delivery is signed with the keys of the account that published it", async () => {
  const { destination, users } = await withTestUsers();
  const url = destination.url("/signed");
  await users[2]?.publish({ url, body: "x" });
  const [request] = await destination.received("/signed", 1);
  const signature = String(request?.headers["upstash-signature"]);
  const verify = (user: Credentials) => new Receiver(user).verify({ signature, body: "x", url });
  await expect(verify(testUsers[2])).resolves.toBe(true);
  await expect(verify(testUsers[0])).rejects.toThrow("signature");
});

it("messages, log entries and dead letters of one account are unknown to the others", async () => {
  const { destination, one, users } = await withTestUsers();
  destination.answer("/dead", 500);
  const waiting = await one.publish({ url: destination.url("/later"), delay: 60 });
  await one.publish({ url: destination.url("/dead"), retries: 0 });
  await expect.poll(async () => (await one.dlq.listMessages()).messages.length).toBe(1);
  for (const other of users.slice(1)) {
    await expect(other.messages.get(waiting.messageId)).rejects.toMatchObject({ status: 404 });
    await expect(other.messages.cancel(waiting.messageId)).rejects.toMatchObject({ status: 404 });
    expect(await other.messages.cancel({ all: true })).toMatchObject({ cancelled: 0 });
    expect((await other.logs()).logs).toEqual([]);
    expect((await other.dlq.listMessages()).messages).toEqual([]);
  }
  expect(await one.messages.get(waiting.messageId)).toMatchObject(waiting);
});

it("schedules and URL groups with the same name are different ones", async () => {
  const { destination, users } = await withTestUsers();
  for (const [index, user] of users.entries()) {
    const endpoints = [{ url: destination.url(`/${index}`) }];
    await user.urlGroups.addEndpoints({ name: "same", endpoints });
    const url = destination.url(`/s${index}`);
    await user.schedules.create({ destination: url, cron: "0 0 1 1 *", scheduleId: "same" });
  }
  for (const [index, user] of users.entries()) {
    expect((await user.urlGroups.get("same")).endpoints).toEqual([{ url: destination.url(`/${index}`) }]);
    expect(await user.schedules.list()).toMatchObject([{ destination: destination.url(`/s${index}`) }]);
  }
});

it("a deduplication id that one account took is free for another", async () => {
  const { destination, users } = await withTestUsers();
  const request = { url: destination.url("/d"), deduplicationId: "once" };
  for (const user of users) expect(await user.publish(request)).not.toHaveProperty("deduplicated");
});

it("a server with credentials of its own serves that account only", async () => {
  const { server } = await setup();
  const headers = { authorization: `Bearer ${testUser.token}` };
  expect((await fetch(`${server.url}/v2/keys`, { headers })).status).toBe(401);
});
