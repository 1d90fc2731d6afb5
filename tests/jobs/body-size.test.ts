import { once } from "node:events";
import http from "node:http";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { footprint } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const PATH = "/api/jobs/exercise";
const MIB = 1024 * 1024;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe("a body", () => {
  it("of 64 KiB is read, one byte more is not, signed or unsigned", async () => {
    const fits = await world.deliver(PATH, null, { raw: "x".repeat(64 * 1024) });
    expect(fits.status).toBe(489);
    const tooLarge = await world.deliver(PATH, null, { raw: "x".repeat(64 * 1024 + 1) });
    expect([tooLarge.status, await tooLarge.json()]).toEqual([413, { ok: false, code: "too-large" }]);
  });

  it("of a callback may have 1 MiB", async () => {
    const fits = await world.deliver("/api/jobs/failed", null, { raw: "x".repeat(MIB) });
    expect(fits.status).toBe(489);
    const tooLarge = await world.deliver("/api/jobs/failed", null, { raw: "x".repeat(MIB + 1) });
    expect(tooLarge.status).toBe(413);
  });

  it.each([
    ["says so", { "Content-Length": String(200 * MIB) }],
    ["comes in chunks without a length", { "Transfer-Encoding": "chunked" }],
  ])("of 200 MB leaves memory flat when it %s", async (_, headers) => {
    const before = await footprint(world.db);
    const memory = watchMemory();
    const status = await send(200 * MIB, headers);
    expect(status === 413 || status === "connection closed").toBe(true);
    expect(memory.grownBy()).toBeLessThan(64 * MIB);
    expect(await footprint(world.db)).toBe(before);
  });

  it("that is compressed is taken as it is, never unpacked", async () => {
    const response = await world.deliver(PATH, null, {
      raw: "x".repeat(1000),
      headers: { "Content-Encoding": "gzip" },
    });
    expect(response.status).toBe(489);
  });

  it("that breaks off in the middle leaves the server well", async () => {
    const { hostname, port, host } = new URL(world.app.url);
    const socket = connect(Number(port), hostname);
    socket.end(`POST ${PATH} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n\r\nhalf of it`);
    await once(socket.resume(), "close");
    expect((await world.deliver(PATH, null, { raw: "{" })).status).toBe(489);
  });
});

/** Sends `bytes` zeros from one buffer, as fast as they are taken. */
async function send(bytes: number, headers: Record<string, string>): Promise<number | string> {
  const chunk = Buffer.alloc(256 * 1024);
  const request = http.request(world.app.url + PATH, { method: "POST", headers, agent: false });
  const answer = new Promise<number | string>((resolve) => {
    request.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", () => resolve("connection closed"));
  });
  // The server may close the connection in the middle: then there is nothing more to send.
  await pipeline(Readable.from(repeated(chunk, bytes / chunk.length)), request).catch(() => {});
  return await answer.finally(() => request.destroy());
}

function* repeated(chunk: Buffer, times: number): Generator<Buffer> {
  for (let sent = 0; sent < times; sent += 1) yield chunk;
}

function watchMemory() {
  const start = process.memoryUsage().rss;
  let most = start;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);
  return {
    grownBy() {
      clearInterval(timer);
      return Math.max(most, process.memoryUsage().rss) - start;
    },
  };
}
