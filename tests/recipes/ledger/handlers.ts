import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { handle } from "@/lib/jobs/handle";
import { closeMonth, importPostings } from "./jobs";

// Reads, works and then writes: right only because nobody else is at the same account meanwhile.

export const handleImportPostings = handle(importPostings, async ({ accountId }, { signal }) => {
  const cents = await balanceOf(accountId);
  const postings = await askBank(signal);
  await write(accountId, cents + postings.reduce((sum, each) => sum + each, 0));
  return { postings: postings.length };
});

export const handleCloseMonth = handle(closeMonth, async ({ accountId }, { signal }) => {
  const cents = await balanceOf(accountId);
  await wait(5, undefined, { signal }); // stands for reading all of its postings
  await write(accountId, cents);
  return { balance: (cents / 100).toFixed(2) };
});

/** Stands for a call of the bank's API. */
async function askBank(signal: AbortSignal): Promise<number[]> {
  await wait(10, undefined, { signal });
  return [1250, -300];
}

async function balanceOf(accountId: string): Promise<number> {
  const [row] = await query(
    database(),
    z.object({ cents: z.number() }),
    sql`select cents from accounts_of_ledger where account_id = ${accountId}`,
  );
  return row?.cents ?? 0;
}

async function write(accountId: string, cents: number): Promise<void> {
  await database().execute(
    sql`update accounts_of_ledger set cents = ${cents} where account_id = ${accountId}`,
  );
}
