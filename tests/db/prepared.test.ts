import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "@/lib/db/client";
import { type Executor, query } from "@/lib/db/database";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** One connection, which is closed in the end. */
async function connected<Result>(
  prepare: boolean,
  work: (db: ReturnType<typeof connect>["db"]) => Promise<Result>,
) {
  const { db, close } = connect(database.url, { max: 1, prepare });
  try {
    return await work(db);
  } finally {
    await close();
  }
}

async function ask(executor: Executor, value: number): Promise<number | undefined> {
  const rows = await query(executor, z.object({ value: z.number() }), sql`select ${value}::int as value`);
  return rows[0]?.value;
}

/** How many statements like `ask`'s the session keeps. */
async function kept(executor: Executor): Promise<number | undefined> {
  const rows = await query(
    executor,
    z.object({ count: z.number() }),
    sql`select count(*)::int as count from pg_prepared_statements where statement like 'select $1::int as value%'`,
  );
  return rows[0]?.count;
}

it("prepared statements are prepared once a connection, inside of transactions and savepoints too", async () => {
  await connected(true, async (db) => {
    expect(await ask(db, 1)).toBe(1);
    await db.transaction(async (tx) => {
      expect(await ask(tx, 2)).toBe(2);
      await tx.transaction(async (inner) => expect(await ask(inner, 3)).toBe(3));
    });
    expect(await kept(db)).toBe(1);
  });
});

it("without the setting no statement is prepared, so that a transaction pooler may stand in between", async () => {
  await connected(false, async (db) => {
    expect(await ask(db, 1)).toBe(1);
    expect(await kept(db)).toBe(0);
  });
});

it("a prepared statement whose table has got a column since is prepared anew", async () => {
  await connected(true, async (db) => {
    const read = () => query(db, z.looseObject({ id: z.number() }), sql`select * from grown where id = ${1}`);
    await db.execute(sql`create table grown as select 1 as id`);
    expect(await read()).toEqual([{ id: 1 }]);
    await db.execute(sql`alter table grown add column more int default 2`);
    expect(await read()).toEqual([{ id: 1, more: 2 }]);
  });
});

it("a transaction that throws is rolled back with prepared statements too", async () => {
  await connected(true, async (db) => {
    await db.execute(sql`create table kept_out (id int)`);
    const broken = db.transaction(async (tx) => {
      await tx.execute(sql`insert into kept_out values (${1})`);
      throw new Error("told to throw");
    });
    await expect(broken).rejects.toThrow("told to throw");
    expect(await query(db, z.unknown(), sql`select * from kept_out`)).toEqual([]);
  });
});
