import { EventEmitter, once } from "node:events";
import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { driver } from "@/tests/helpers/postgres-connection";

let database: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => {
  sql = driver(database.url, { pool_timeout: 0.3, query_timeout: 2, max: 1, max_pipeline: 0 });
});
afterEach(() => sql.end({ timeout: 1 }));
afterAll(() => database.drop());

/** Takes the only connection; the answer gives it back. */
async function hold(): Promise<() => Promise<unknown>> {
  const release = new AbortController();
  const begun = new EventEmitter();
  const ended = sql.begin(async () => {
    begun.emit("begun");
    await once(release.signal, "abort");
  });
  await once(begun, "begun");
  return () => {
    release.abort();
    return ended;
  };
}

describe("with a limit on the wait for a connection", () => {
  it.each([
    ["a query", () => sql`create table never_made (n int)`.execute()],
    ["a transaction", () => sql.begin((tx) => tx`create table never_made (n int)`)],
  ])("%s that waits in vain is refused, and never sent", async (_, ask) => {
    const free = await hold();
    await expect(ask()).rejects.toMatchObject({ code: "POOL_TIMEOUT" });
    await free();
    expect(await sql`select to_regclass('never_made') as made`).toEqual([{ made: null }]);
  });

  it("a query that has its connection may take longer", async () => {
    expect(await sql`select 1 as one, pg_sleep(0.6)`).toMatchObject([{ one: 1 }]);
    await expect(sql`select pg_sleep(10)`).rejects.toMatchObject({ code: "QUERY_TIMEOUT" });
  });

  it("a query that was served in time is not refused later, and a transaction's statements wait for none", async () => {
    const free = await hold();
    const waiting = sql`select pg_sleep(0.4)`.execute();
    await free();
    await waiting;
    const slept = sql.begin((tx) => Promise.all([tx`select pg_sleep(0.4)`, tx`select 2 as two`]));
    expect((await slept)[1]).toEqual([{ two: 2 }]);
  });

  it("no query is sent behind another one that runs yet", async () => {
    const slow = sql`select pg_sleep(0.6)`.execute();
    await expect(sql`create table never_made (n int)`).rejects.toMatchObject({ code: "POOL_TIMEOUT" });
    await slow;
    expect(await sql`select to_regclass('never_made') as made`).toEqual([{ made: null }]);
  });
});
