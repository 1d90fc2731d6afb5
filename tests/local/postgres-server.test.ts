import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalPostgres } from "@/scripts/local/postgres";
import { ownPostgres } from "@/tests/helpers/postgres-server";
import { ask } from "./ask";

describe("the embedded Postgres", () => {
  let server: LocalPostgres;

  beforeEach(async () => {
    server = await ownPostgres();
  });

  afterEach(() => server.stop());

  it("speaks UTF-8 and sorts by code point on any system", async () => {
    const settings = `select datlocprovider::text || ' ' || datlocale || ' ' || pg_encoding_to_char(encoding) as answer
      from pg_database where datname = current_database()`;
    expect(await ask(server.url, settings)).toBe("b C.UTF-8 UTF8");
    expect(await ask(server.url, "select upper('łódź') as answer")).toBe("ŁÓDŹ");
  });

  it("listens on the loopback address only and has no socket file", async () => {
    const listening = `select current_setting('listen_addresses') || '|' ||
      current_setting('unix_socket_directories') as answer`;
    expect(await ask(server.url, listening)).toBe("127.0.0.1|");
  });

  it("turns away who does not know its password", async () => {
    const url = new URL(server.url);
    url.password = "guess";
    await expect(ask(url.href, "select 1 as answer")).rejects.toMatchObject({ code: "28P01" });
  });

  it("comes back from an immediate restart on its port with what was committed", async () => {
    await ask(server.url, "create table kept as select 42 as answer");
    await ask(server.url, "checkpoint");
    const before = await ask(server.url, "select pg_postmaster_start_time()::text as answer");
    await server.restart();
    expect(await ask(server.url, "select answer from kept")).toBe(42);
    expect(await ask(server.url, "select pg_postmaster_start_time()::text as answer")).not.toBe(before);
  });

  it("tells when it ends by itself", async () => {
    const pid = await ask(server.url, "select pg_read_file('postmaster.pid') as answer");
    process.kill(Number.parseInt(String(pid), 10), "SIGQUIT");
    expect((await server.exited).lastLines.at(-1)).toContain("database system is shut down");
  });
});

describe("a taken port", () => {
  it("is avoided", async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const address = holder.address();
    const taken = typeof address === "object" && address ? address.port : 0;
    const server = await ownPostgres({ port: taken });
    expect(server.port).not.toBe(taken);
    expect(await ask(server.url, "select 1 as answer")).toBe(1);
    await server.stop();
    holder.close();
  });
});
