import { once } from "node:events";
import http, { type RequestListener } from "node:http";
import type { Socket } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { limits } from "../limits";
import { createConnections } from "./connections";
import { deliver } from "./deliver";
import { createStop } from "./stop";

/** A destination that knows which connections it has and how many it has had. */
async function destination(answer: RequestListener = (_request, response) => response.end()) {
  const open = new Set<Socket>();
  const counts = { requests: 0, connections: 0 };
  const server = http.createServer((request, response) => {
    counts.requests += 1;
    answer(request, response);
  });
  server.on("connection", (socket) => {
    counts.connections += 1;
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`, open, counts };
}

function sender() {
  const connections = createConnections();
  onTestFinished(() => connections.close());
  const send = (url: string) =>
    deliver({ url, method: "POST", header: new Map(), body: Buffer.from("x"), connections }, createStop());
  return { send, connections };
}

it("attempts one after another share a connection", async () => {
  const { url, counts } = await destination();
  const { send } = sender();
  for (let i = 0; i < 5; i++) await send(url);
  expect(counts).toEqual({ requests: 5, connections: 1 });
});

it("an idle connection is given up before a server would do it", async () => {
  const { url, open } = await destination();
  const { send } = sender();
  await send(url);
  expect(open.size).toBe(1);
  await vi.waitUntil(() => open.size === 0, { timeout: 4000 });
});

it("a connection that breaks when it is used again is a failed attempt, and nothing is sent twice", async () => {
  const { url, counts } = await destination((request, response) => {
    if (counts.requests > 1) request.socket.destroy();
    else response.end();
  });
  const { send } = sender();
  expect((await send(url)).status).toBe(200);
  expect(await send(url)).toMatchObject({ status: 0, error: expect.stringMatching(/hang up|ECONNRESET/) });
  expect(counts).toEqual({ requests: 2, connections: 1 });
});

it("an attempt may take longer than an idle connection lives", async () => {
  const { url } = await destination(
    (_request, response) => void setTimeout(() => response.end("late"), 2000),
  );
  const { status, body } = await sender().send(url);
  expect([status, body.toString()]).toEqual([200, "late"]);
});

it("a destination that ends connections gets a new one", async () => {
  const { url, counts } = await destination((_request, response) => {
    response.setHeader("connection", "close").end();
  });
  const { send } = sender();
  expect([(await send(url)).status, (await send(url)).status]).toEqual([200, 200]);
  expect(counts.connections).toBe(2);
});

it("close ends idle connections at once", async () => {
  const { url, open } = await destination();
  const { send, connections } = sender();
  await send(url);
  const [socket] = open;
  connections.close();
  await vi.waitUntil(() => socket?.destroyed);
});

it("many origins do not pile up", async () => {
  const origins = await Promise.all(Array.from({ length: limits.parallelism + 10 }, () => destination()));
  const { send } = sender();
  for (const { url } of origins) await send(url);
  const open = () => origins.reduce((sum, origin) => sum + origin.open.size, 0);
  await vi.waitUntil(() => open() <= limits.parallelism);
});
