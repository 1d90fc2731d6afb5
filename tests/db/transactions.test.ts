import { setImmediate as turn } from "node:timers/promises";
import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { backendOf, driver, driverInHand, terminate } from "@/tests/helpers/postgres-connection";

let database: TestDatabase;
let admin: postgres.Sql;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase();
  admin = driver(database.url);
  await admin`create table notes (text text, number int unique deferrable initially deferred)`;
});
beforeEach(async () => {
  sql = driver(database.url);
  await admin`truncate notes`;
});
afterEach(async () => {
  expect(await left()).toBe(0);
  await sql.end({ timeout: 1 });
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

describe("a transaction whose connection dies", () => {
  it("writes nothing, though its session is replaced and it goes on", async () => {
    const work = sql.begin(async (tx) => {
      await tx`insert into notes values ('before')`;
      await terminate(admin, await backendOf(tx));
      // Whoever waits for a connection has it made anew.
      await sql`select 1`.catch(() => undefined);
      await sql`select 1`;
      await tx`insert into notes values ('after')`.catch(() => undefined);
      await tx`insert into notes values ('still')`.catch(() => undefined);
    });
    await expect(work).rejects.toThrow();
    expect(await notes()).toEqual([]);
  });

  it("writes nothing into a transaction that began after it", async () => {
    let late: (() => Promise<unknown>) | undefined;
    const first = sql.begin(async (tx) => {
      await terminate(admin, await backendOf(tx));
      await tx`select 1`.catch(() => undefined);
      late = async () => tx`insert into notes values ('of the first')`;
    });
    await expect(first).rejects.toThrow();
    await sql.begin(async (tx) => {
      await tx`insert into notes values ('of the second')`;
      await expect(late?.()).rejects.toThrow();
    });
    expect(await notes()).toEqual(["of the second"]);
  });

  it("settles all that it had queued", async () => {
    const work = sql.begin(async (tx) => {
      const pid = await backendOf(tx);
      const queued = Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => tx`select ${n}::int, pg_sleep(60)`),
      );
      await terminate(admin, pid);
      return queued;
    });
    await expect(work).rejects.toThrow();
    expect(await sql`select 6 as six`).toEqual([{ six: 6 }]);
  });

  it("is told so when it dies between two statements, and nothing is thrown outside", async () => {
    const work = sql.begin(async (tx) => {
      await terminate(admin, await backendOf(tx));
      await new Promise<never>(() => undefined);
    });
    await expect(work).rejects.toThrow();
  });

  it("inside a savepoint, keeps neither the savepoint's part nor the rest", async () => {
    const work = sql.begin(async (tx) => {
      await tx`insert into notes values ('outer')`;
      const inner = tx.savepoint(async (point) => {
        await point`insert into notes values ('inner')`;
        await terminate(admin, await backendOf(point));
        await point`insert into notes values ('after')`;
      });
      await inner.catch(() => undefined);
      await sql`select 1`.catch(() => undefined);
      await tx`insert into notes values ('outer again')`.catch(() => undefined);
    });
    await expect(work).rejects.toThrow();
    expect(await notes()).toEqual([]);
  });
});

describe("a transaction that ends", () => {
  it("leaves its connection to others when the commit fails", async () => {
    const work = sql.begin((tx) => tx`insert into notes values ('one', 1), ('two', 1)`);
    await expect(work).rejects.toMatchObject({ code: "23505" });
    expect(await sql`select 7 as seven`).toEqual([{ seven: 7 }]);
  });

  it.each(["commit", "rollback"])("takes no statement any more after its %s", async (end) => {
    let leaked: (() => Promise<unknown>) | undefined;
    const work = sql.begin(async (tx) => {
      leaked = async () => tx`insert into notes values ('leaked')`;
      if (end === "rollback") throw new Error("told to");
    });
    await work.catch(() => undefined);
    await expect(leaked?.()).rejects.toMatchObject({ code: "TRANSACTION_FINISHED" });
    expect(await notes()).toEqual([]);
  });

  it("takes no statement of a branch that goes on after its rollback", async () => {
    const branches: Promise<unknown>[] = [];
    const work = sql.begin(async (tx) => {
      const first = tx`select 1 / 0`;
      // It fails before or after the rollback; either way nobody awaits it yet.
      branches.push(
        first.catch(() => tx`insert into notes values ('branch')`).catch((error: unknown) => error),
      );
      await first;
    });
    await expect(work).rejects.toMatchObject({ code: "22012" });
    await Promise.all(branches);
    expect(await notes()).toEqual([]);
  });

  it("was one transaction, also when it began while the socket took no more", async () => {
    const hand = driverInHand(database.url, { highWaterMark: 1 });
    await hand.sql`select 1`;
    // Together with BEGIN these two reach the 1,024 bytes that are written at once, to a socket that takes no more.
    const filling = `select '${"x".repeat(989)}'`;
    hand.sockets[0]?.cork();
    const asked = [hand.sql.unsafe("select 1"), hand.sql.unsafe(filling)].map((query) => query.execute());
    const work = hand.sql.begin(async (tx) => {
      await tx`insert into notes values ('backpressure')`;
      throw new Error("told to");
    });
    await turn();
    hand.sockets[0]?.uncork();
    await expect(work).rejects.toThrow("told to");
    await Promise.all(asked);
    expect(await notes()).toEqual([]);
    await hand.sql.end({ timeout: 1 });
  });
});

async function notes(): Promise<string[]> {
  const rows = await admin<{ text: string }[]>`select text from notes`;
  return rows.map(({ text }) => text);
}

/** Sessions that nobody uses and that are still in a transaction. */
async function left(): Promise<number> {
  const rows = await admin`
    select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`;
  return rows.length;
}
