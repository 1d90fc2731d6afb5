import { once } from "node:events";
import http from "node:http";
import type { Socket } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { testUser } from "./credentials";
import { startQStashLocal } from "./server";

/** A destination that takes requests and never answers. */
async function silentDestination() {
  const server = http.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { server, url: `http://127.0.0.1:${port}/` };
}

const authorization = `Bearer ${testUser.token}`;

it("without options it is the published test user on a free port of 127.0.0.1", async () => {
  const server = await startQStashLocal();
  onTestFinished(() => server.close());
  expect(server).toMatchObject(testUser);
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

it("close breaks off what is under way, at the destination too, and frees the port", async () => {
  const destination = await silentDestination();
  const server = await startQStashLocal();
  const arrived = once(destination.server, "request");
  await fetch(`${server.url}/v2/publish/${destination.url}`, { method: "POST", headers: { authorization } });
  await arrived;
  await server.close();
  const { port } = new URL(server.url);
  const again = await startQStashLocal({ port: Number(port) });
  onTestFinished(() => again.close());
  expect(again.url).toBe(server.url);
});

it("a restart ends the connections to destinations", async () => {
  const { server: destination, url } = await silentDestination();
  destination.on("request", (_request, response: http.ServerResponse) => response.end());
  const connected = once(destination, "connection");
  const server = await startQStashLocal();
  onTestFinished(() => server.close());
  await fetch(`${server.url}/v2/publish/${url}`, { method: "POST", headers: { authorization } });
  const [socket]: Socket[] = await connected;
  await once(destination, "request");
  await server.restart();
  await vi.waitUntil(() => socket?.destroyed);
});

it("a broken-off delivery is not logged as a failure", async () => {
  const destination = await silentDestination();
  const lines: string[] = [];
  const server = await startQStashLocal({ log: (line) => lines.push(line) });
  const arrived = once(destination.server, "request");
  const headers = { authorization, "upstash-retries": "0" };
  await fetch(`${server.url}/v2/publish/${destination.url}`, { method: "POST", headers });
  await arrived;
  await server.close();
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["CREATED", "ACTIVE"]);
});

it("the log says in one line what happened to a message", async () => {
  const destination = await silentDestination();
  destination.server.on("request", (_request, response: http.ServerResponse) =>
    response.writeHead(503).end(),
  );
  const lines: string[] = [];
  const server = await startQStashLocal({ log: (line) => lines.push(line) });
  onTestFinished(() => server.close());
  const headers = { authorization, "upstash-retries": "1", "upstash-retry-delay": "20" };
  await fetch(`${server.url}/v2/publish/${destination.url}`, { method: "POST", headers });
  await expect.poll(() => lines.length).toBe(7);
  const plain = lines.map((line) => line.replace(/ +msg_\w+… POST http:\S+/, ""));
  expect(plain).toEqual([
    "CREATED",
    "ACTIVE attempt 1 of 2",
    "ERROR ← 503",
    "RETRY again in 20 ms",
    "ACTIVE attempt 2 of 2",
    "ERROR ← 503",
    expect.stringMatching(/^FAILED dead letter \d+-0$/),
  ]);
});

it("a taken port is an error that says so", async () => {
  const server = await startQStashLocal();
  onTestFinished(() => server.close());
  const { port } = new URL(server.url);
  await expect(startQStashLocal({ port: Number(port) })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

it("no more attempts than its parallelism are under way at once", async () => {
  const destination = await silentDestination();
  const lines: string[] = [];
  const server = await startQStashLocal({ parallelism: 2, log: (line) => lines.push(line) });
  onTestFinished(() => server.close());
  const publish = () =>
    fetch(`${server.url}/v2/publish/${destination.url}`, { method: "POST", headers: { authorization } });
  for (const _ of [1, 2, 3]) await publish();
  const usage = async () =>
    (await fetch(`${server.url}/v2/globalParallelism`, { headers: { authorization } })).json();
  await expect.poll(usage).toEqual({ parallelismMax: 2, parallelismCount: 2 });
  expect(lines.filter((line) => line.startsWith("ACTIVE"))).toHaveLength(2);
});

it.each([0, -1, 1.5, Number.NaN])(
  "a parallelism of %d is an error that says what is",
  async (parallelism) => {
    await expect(startQStashLocal({ parallelism })).rejects.toThrow("expected a whole number of at least 1");
  },
);
