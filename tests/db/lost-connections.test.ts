import { setImmediate as turn } from "node:timers/promises";
import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { backendOf, driver, driverInHand, sent, terminate } from "@/tests/helpers/postgres-connection";

let database: TestDatabase;
let admin: postgres.Sql;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase();
  admin = driver(database.url);
});
beforeEach(() => {
  sql = driver(database.url);
});
afterEach(() => sql.end({ timeout: 1 }));
afterAll(async () => {
  await admin.end();
  await database.drop();
});

describe("when a connection is lost", () => {
  it("a query under way is told the server's reason", async () => {
    const pid = await backendOf(sql);
    const asked = sent(sql`select pg_sleep(60)`);
    await untilActive(pid);
    await terminate(admin, pid);
    await expect(asked).rejects.toMatchObject({ code: "57P01" });
  });

  it("the next query does not hear the error of the session before", async () => {
    const pid = await backendOf(sql);
    const asked = sent(sql`select pg_sleep(60)`);
    await untilActive(pid);
    await terminate(admin, pid);
    await expect(asked).rejects.toThrow();
    expect(await sql`select 2 as two`).toEqual([{ two: 2 }]);
  });

  it("rows of an answer that broke off are no part of the next one", async () => {
    const pid = await backendOf(sql);
    const asked = sent(sql`select repeat('x', 1000), pg_sleep(0.001) from generate_series(1, 100000)`);
    await untilActive(pid);
    await terminate(admin, pid);
    await expect(asked).rejects.toThrow();
    expect(await sql`select 3 as three`).toEqual([{ three: 3 }]);
  });

  it("a query that was written a moment before is refused, and the next one is sent", async () => {
    const hand = driverInHand(database.url);
    await hand.sql`select 1`;
    // From here a socket's end comes before what is set for the next turn, such as the driver's flush.
    await turn();
    hand.sockets[0]?.destroy();
    const asked = sent(hand.sql`select 1`);
    await expect(asked).rejects.toThrow();
    expect(await hand.sql`select 4 as four`).toEqual([{ four: 4 }]);
    await hand.sql.end({ timeout: 1 });
  });

  it("a query sent between its error and its end settles", async () => {
    const hand = driverInHand(database.url);
    await hand.sql`select 1`;
    const asked = sent(hand.sql`select pg_sleep(60)`);
    await turn();
    hand.sockets[0]?.destroy(new Error("reset"));
    const next = await asked.catch(() => hand.sql`select 5 as five`);
    expect(next).toEqual([{ five: 5 }]);
    await hand.sql.end({ timeout: 1 });
  });

  it("and many are at once, each waits for its own failures to connect, not for the others' losses", async () => {
    const failures: number[] = [];
    const backoff = (attempts: number) => {
      failures.push(attempts);
      return 0;
    };
    const hand = driverInHand(database.url, { max: 10, backoff });
    const ask = () => Promise.allSettled(Array.from({ length: 10 }, () => hand.sql`select pg_sleep(0.1)`));
    await ask();
    const asked = ask();
    await turn();
    for (const socket of hand.sockets) socket.destroy(new Error("reset"));
    await asked;
    await ask();
    expect(Math.max(...failures)).toBeLessThanOrEqual(1);
    await hand.sql.end({ timeout: 1 });
  });

  it("a pool that is asked to end comes to its end", async () => {
    const pid = await backendOf(sql);
    const asked = sent(sql`select pg_sleep(60)`);
    await untilActive(pid);
    const ended = sql.end();
    await terminate(admin, pid);
    await expect(asked).rejects.toThrow();
    await ended;
  });
});

/** Waits until the backend runs what it was asked. */
async function untilActive(pid: number): Promise<void> {
  await expect
    .poll(() => admin`select 1 from pg_stat_activity where pid = ${pid} and state = 'active'`)
    .toHaveLength(1);
}
