import { createServer } from "node:net";
import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { driver, sent } from "@/tests/helpers/postgres-connection";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";

let database: TestDatabase;
let gate: PostgresGate;
let sql: postgres.Sql | undefined;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  gate = await startPostgresGate(database.url);
});
afterEach(async () => {
  await sql?.end({ timeout: 1 });
  await gate.close();
});
afterAll(() => database.drop());

/** The database at the first of these ports that has it; the others refuse or say nothing. */
function hosts(ports: number[], options: postgres.Options<Record<string, never>> = {}): postgres.Sql {
  const { username, password, pathname } = new URL(database.url);
  const list = ports.map((port) => `127.0.0.1:${port}`).join(",");
  sql = driver(`postgres://${username}:${password}@${list}${pathname}`, options);
  return sql;
}

describe("while a connection is made", () => {
  it("and dies as it asks for the types, the query settles and nothing is thrown outside", async () => {
    gate.loseAnswerTo("pg_catalog.pg_type");
    sql = driver(gate.url);
    await sql`select 1`.catch(() => undefined);
    expect(gate.hasLostAnswer()).toBe(true);
    expect(await sql`select 9 as nine`).toEqual([{ nine: 9 }]);
  });

  it("a server that answers nothing is given up after the connect timeout", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    const port = await portOf(silent);
    await expect(hosts([port], { connect_timeout: 0.3 })`select 1`).rejects.toMatchObject({
      code: "CONNECT_TIMEOUT",
    });
    silent.close();
  });

  it("a password that is no text is refused, and nothing is thrown outside", async () => {
    sql = driver(database.url, {
      pass: () => {
        throw new Error("no password");
      },
    });
    await expect(sql`select 1`).rejects.toThrow();
  });
});

describe("with several hosts", () => {
  it("a query is refused when all of them are down", async () => {
    const down = await freePorts(2);
    await expect(hosts(down)`select 1`).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("the next one is taken when the first is down", async () => {
    const [down = 0] = await freePorts(1);
    const up = Number(new URL(database.url).port);
    expect(await hosts([down, up])`select 10 as ten`).toEqual([{ ten: 10 }]);
  });

  it("a pool that is ended while none answers comes to its end", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    const port = await portOf(silent);
    const pool = hosts([port, port], { connect_timeout: 20 });
    const asked = sent(pool`select 1`);
    await pool.end({ timeout: 0.2 });
    await expect(asked).rejects.toMatchObject({ code: "CONNECTION_DESTROYED" });
    silent.close();
  });
});

async function portOf(server: ReturnType<typeof createServer>): Promise<number> {
  if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** Ports that nobody listens on. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  const ports = await Promise.all(servers.map(portOf));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
