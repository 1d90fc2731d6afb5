import { Client } from "@upstash/qstash";
import { expect, it, onTestFinished, vi } from "vitest";
import { testUser } from "@/scripts/qstash-local/credentials";
import { startDestination } from "./destination";
import { onlyHere } from "./only-here";
import { startServerProcess } from "./server-process";

onlyHere("it kills the server");

// Each start of the server loads node and TypeScript anew.
vi.setConfig({ testTimeout: 60_000 });

async function setup() {
  const destination = await startDestination();
  onTestFinished(() => destination.close());
  const server = await startServerProcess();
  const client = new Client({ baseUrl: server.url, token: testUser.token });
  const bodies = () => destination.requests("/q").map(({ body }) => body.toString());
  return { destination, server, client, url: destination.url("/q"), bodies };
}

it("after kill -9 a queue goes on where it was: who held it first, then the others in their order", async () => {
  const { destination, server, client, url, bodies } = await setup();
  destination.answer("/q", "silence", 200);
  const queue = client.queue({ queueName: "orders" });
  for (const body of ["1", "2", "3"]) await queue.enqueue({ url, body });
  await destination.received("/q", 1);
  const before = await queue.get();
  await server.kill();
  await server.start();
  await destination.received("/q", 4);
  expect(bodies()).toEqual(["1", "1", "2", "3"]);
  await expect.poll(() => queue.get()).toEqual({ ...before, lag: 0 });
});

it("after kill -9 a key has its numbers, its pins and its pause, and who waits goes on when it may", async () => {
  const { destination, server, client, url } = await setup();
  const { flowControl } = client;
  await flowControl.pin("k", { rate: 5, period: 60 });
  await flowControl.pause("k");
  for (const body of ["1", "2"])
    await client.publish({ url, body, flowControl: { key: "k", parallelism: 1 } });
  await expect.poll(() => flowControl.get("k")).toMatchObject({ waitListSize: 2 });
  const before = await flowControl.get("k");
  await server.kill();
  await server.start();
  await expect.poll(() => flowControl.get("k")).toEqual(before);
  expect(destination.requests("/q")).toEqual([]);
  await flowControl.resume("k");
  await destination.received("/q", 2);
});
