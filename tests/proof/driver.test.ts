import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { connect } from "@/lib/db/client";
import { DRIVER_NAMES, DRIVERS } from "@/scripts/proof/driver/drivers";
import { halfTransactions, makeHalves } from "@/scripts/proof/driver/halves";
import { proveDriver } from "@/scripts/proof/driver/prove";
import { testDatabase } from "@/tests/helpers/postgres";

it.each(DRIVER_NAMES)(
  "with %s, no query hangs, no transaction is half done, each verb finds its own commit, whatever dies",
  async (driver) => {
    const outcome = await proveDriver(driver, DRIVERS[driver], { kills: 60, seed: 1, note: () => undefined });
    expect(outcome).toMatchObject({ ok: true, kills: 60, ambiguousCommits: 39, wrong: [] });
  },
  120_000,
);

it("a transaction that is there in part would be found", async () => {
  const database = await testDatabase();
  const { db, close } = connect(database.url);
  await makeHalves(db);
  expect(await halfTransactions(db)).toBe(0);
  const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
  await db.execute(sql`insert into driver_halves values (${first}::uuid, 1, txid_current())`);
  expect(await halfTransactions(db)).toBe(1);
  for (const half of [1, 2])
    await db.execute(sql`insert into driver_halves values (${second}::uuid, ${half}::int, txid_current())`);
  expect(await halfTransactions(db)).toBe(2);
  await db.execute(sql`insert into job_batches (batch_id, total) values (gen_random_uuid(), 5)`);
  expect(await halfTransactions(db)).toBe(3);
  await close();
  await database.drop();
});
