import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { select } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { handleCloseMonth, handleImportPostings } from "./ledger/handlers";
import { closeMonth, importPostings } from "./ledger/jobs";

let world: World;
beforeAll(async () => {
  world = await startWorld([handleImportPostings, handleCloseMonth]);
  await world.db.execute(
    sql`create table accounts_of_ledger (account_id text primary key, cents int not null)`,
  );
  await world.db.execute(sql`insert into accounts_of_ledger values ('giro', 0), ('savings', 0)`);
});
afterAll(() => world.stop());

it("imports and month ends of one account never meet, so that no posting is lost", async () => {
  const options = { actor: { userId: 7, organizationId: 3 } };
  const jobs = [];
  for (let n = 0; n < 5; n += 1) {
    jobs.push(await enqueue(importPostings, { accountId: "giro" }, options));
    jobs.push(await enqueue(closeMonth, { accountId: "giro", month: "2026-10" }, options));
    jobs.push(await enqueue(importPostings, { accountId: "savings" }, options));
  }
  for (const { jobId } of jobs) await world.waitFor(jobId, "completed");
  expect(await select(world.db, sql`select * from accounts_of_ledger order by account_id`)).toEqual([
    { account_id: "giro", cents: 4750 },
    { account_id: "savings", cents: 4750 },
  ]);
});
