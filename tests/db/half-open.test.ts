import { EventEmitter, once } from "node:events";
import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { driver, sent } from "@/tests/helpers/postgres-connection";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";

let database: TestDatabase;
let gate: PostgresGate;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  gate = await startPostgresGate(database.url);
  sql = driver(gate.url, { query_timeout: 1.5, max: 4 });
});
afterEach(async () => {
  await sql.end({ timeout: 1 });
  await gate.close();
});
afterAll(() => database.drop());

describe("with a limit on how long a query may take", () => {
  it("queries on half-open connections are given up, and the pool replaces the connections", async () => {
    await Promise.all(twelve());
    gate.freeze();
    const answers = await Promise.allSettled(twelve());
    expect(answers.map(({ status }) => status)).toContain("rejected");
    await Promise.all(twelve());
  });

  it("a query that waits in vain for a connection is given up, and never sent", async () => {
    const release = new AbortController();
    const held = Array.from({ length: 4 }, () => hold(release.signal));
    await Promise.all(held.map(({ begun }) => begun));
    await expect(sql`create table never_made (n int)`).rejects.toMatchObject({ code: "QUERY_TIMEOUT" });
    release.abort();
    await Promise.all(held.map(({ ended }) => ended));
    expect(await sql`select to_regclass('never_made') as made`).toEqual([{ made: null }]);
  });

  it("a transaction on a half-open connection is given up, and the next one is a new session", async () => {
    let frozen = 0;
    const work = sql.begin(async (tx) => {
      frozen = await pidIn(tx);
      gate.freeze();
      await tx`select 1`;
    });
    await expect(work).rejects.toMatchObject({ code: "QUERY_TIMEOUT" });
    expect(await sql.begin(pidIn)).not.toBe(frozen);
  });

  it("a commit that is not answered is given up, and its connection is not used again", async () => {
    let frozen = 0;
    const work = sql.begin(async (tx) => {
      frozen = await pidIn(tx);
      gate.freeze();
    });
    await expect(work).rejects.toMatchObject({ code: "QUERY_TIMEOUT" });
    expect(await sql.begin(pidIn)).not.toBe(frozen);
  });
});

it("a pool with half-open connections comes to its end", async () => {
  await sql`select 1`;
  gate.freeze();
  const asked = sent(sql`select 1`);
  await sql.end({ timeout: 0.1 });
  await expect(asked).rejects.toThrow();
});

async function pidIn(tx: postgres.TransactionSql): Promise<number> {
  const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return row?.pid ?? 0;
}

function twelve(): Promise<unknown>[] {
  return Array.from({ length: 12 }, () => sql`select pg_sleep(0.01)`.execute());
}

/** A transaction that does nothing and keeps its connection until it is released. */
function hold(release: AbortSignal): { begun: Promise<unknown>; ended: Promise<unknown> } {
  const begun = new EventEmitter();
  const ended = sql.begin(async () => {
    begun.emit("begun");
    await once(release, "abort");
  });
  return { begun: once(begun, "begun"), ended };
}
