import { Client } from "@upstash/qstash";
import { expect, it, onTestFinished, vi } from "vitest";
import { testUser } from "@/scripts/qstash-local/credentials";
import { startDestination } from "./destination";
import { startServerProcess } from "./server-process";

// Each start of the server loads node and TypeScript anew.
vi.setConfig({ testTimeout: 60_000 });

async function setup() {
  const destination = await startDestination();
  onTestFinished(() => destination.close());
  const server = await startServerProcess();
  const quiet = [vi.spyOn(console, "error"), vi.spyOn(console, "warn")];
  for (const spy of quiet) spy.mockImplementation(() => {});
  onTestFinished(() => quiet.forEach((spy) => spy.mockRestore()));
  const client = new Client({ baseUrl: server.url, token: testUser.token });
  return { destination, server, client, url: (path: string) => destination.url(path) };
}

it("messages, schedules, dead letters, log and deduplication are there again after kill -9", async () => {
  const { server, client, url, destination } = await setup();
  destination.answer("/dead", 500);
  await client.publish({ url: url("/dead"), body: "poison", retries: 0 });
  await vi.waitUntil(async () => (await client.dlq.listMessages()).messages.length === 1);
  const request = { url: url("/later"), delay: "1d", body: "later", deduplicationId: "once" } as const;
  const { messageId } = await client.publish(request);
  await client.schedules.create({ destination: url("/tick"), cron: "0 0 1 1 *", scheduleId: "yearly" });
  await client.schedules.pause({ schedule: "yearly" });
  const before = await everything(client, messageId);
  await server.kill();
  await server.start();
  expect(await everything(client, messageId)).toEqual(before);
  expect(await client.publish(request)).toEqual({ messageId, deduplicated: true });
});

async function everything(client: Client, messageId: string) {
  return {
    message: await client.messages.get(messageId),
    schedules: await client.schedules.list(),
    deadLetters: await client.dlq.listMessages(),
    log: await client.logs(),
  };
}

it("a message that waited over its time is delivered after the restart", async () => {
  const { server, client, url, destination } = await setup();
  await client.publish({ url: url("/soon"), delay: 1, body: "soon" });
  await server.kill();
  await server.start();
  expect((await destination.received("/soon", 1)).map(({ body }) => body.toString())).toEqual(["soon"]);
});

it("a message whose attempt was broken off is delivered again: same id, same retry count", async () => {
  const { server, client, url, destination } = await setup();
  destination.answer("/slow", 500, "silence", 200);
  const { messageId } = await client.publish({ url: url("/slow"), retryDelay: "1", body: "slow" });
  await destination.received("/slow", 2);
  await server.kill();
  await server.start();
  const requests = await destination.received("/slow", 3);
  expect(requests.map(({ headers }) => headers["upstash-message-id"])).toEqual(Array(3).fill(messageId));
  expect(requests.map(({ headers }) => headers["upstash-retried"])).toEqual(["0", "1", "1"]);
});

it("whatever moment it is killed at, each message it accepted is delivered", async () => {
  const { server, client, url, destination } = await setup();
  const accepted = new Set<string>();
  const enough = new AbortController();
  const publisher = (async () => {
    while (!enough.signal.aborted) {
      // While the server is down nothing is accepted; the next one tries again.
      const answer = await client.publish({ url: url("/work"), retryDelay: "1" }).catch(() => undefined);
      if (answer) accepted.add(answer.messageId);
    }
  })();
  for (let round = 1; round <= 4; round++) {
    await vi.waitUntil(() => accepted.size > round * 60, { timeout: 20_000, interval: 1 });
    await server.kill();
    await server.start();
  }
  enough.abort();
  await publisher;
  const missing = () => {
    const delivered = new Set(destination.requests("/work").map((r) => r.headers["upstash-message-id"]));
    return [...accepted].filter((id) => !delivered.has(id));
  };
  await vi.waitUntil(() => missing().length === 0, { timeout: 20_000, interval: 20 });
});
