import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { driver, sent } from "@/tests/helpers/postgres-connection";

let database: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => {
  sql = driver(database.url);
});
afterEach(() => sql.end({ timeout: 1 }));
afterAll(() => database.drop());

describe("an answer goes to the query that asked", () => {
  it("after a query that was sent behind another one was cancelled", async () => {
    await sql`select 1`;
    const first = sql`select 'first' as name, pg_sleep(0.2)`.execute();
    const cancelled = sent(sql`select 'cancelled' as name`);
    const last = sql`select 'last' as name`.execute();
    await Promise.resolve();
    cancelled.cancel();
    await Promise.allSettled([first, cancelled]);
    expect(await last).toEqual([{ name: "last" }]);
  });

  it("after a query that was sent behind another one could not be written", async () => {
    await sql`select 1`;
    const first = sql`select 'first' as name, pg_sleep(0.1)`.execute();
    const hostile = {
      toString: () => {
        throw new Error("no text");
      },
    };
    const wrong = sent(sql.unsafe("select $1::text", [hostile]));
    const last = sql`select 'last' as name`.execute();
    await expect(wrong).rejects.toThrow("no text");
    expect(await first).toMatchObject([{ name: "first" }]);
    expect(await last).toEqual([{ name: "last" }]);
  });

  it("and a query that is cancelled while its connection is made leaves the connection to others", async () => {
    const cancelled = sent(sql`select 1`);
    await Promise.resolve();
    cancelled.cancel();
    await expect(cancelled).rejects.toMatchObject({ code: "57014" });
    expect(await sql`select 8 as eight`).toEqual([{ eight: 8 }]);
  });
});
