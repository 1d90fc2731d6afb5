import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { freePort, onFreePort } from "./ports";

describe("freePort", () => {
  const servers: Server[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it("is the preferred one when that is free", async () => {
    const port = await freePort();
    expect(await freePort(port)).toBe(port);
  });

  it("is one of the next when the preferred one is taken", async () => {
    const port = await freePort();
    await occupy(port);
    const found = await freePort(port);
    expect(found).toBeGreaterThan(port);
    expect(found).toBeLessThan(port + 20);
  });

  it("is asked for again when somebody was faster", async () => {
    const asked: number[] = [];
    const started = await onFreePort(undefined, async (port) => {
      asked.push(port);
      if (asked.length === 1) throw Object.assign(new Error("taken"), { code: "EADDRINUSE" });
      return port;
    });
    expect(asked).toHaveLength(2);
    expect(started).toBe(asked[1]);
  });

  function occupy(port: number): Promise<void> {
    const server = createServer();
    servers.push(server);
    return new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  }
});
