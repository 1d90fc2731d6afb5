import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, query } from "@/lib/db/database";

/** Where the transactions of the proof leave their rows. */
export async function makeHalves(db: Database): Promise<void> {
  await db.execute(sql`
    create table driver_halves (id uuid, half int, txid bigint not null, primary key (id, half))`);
}

/** Transactions that are there in part: rows of one without the others, without its job, or from two transactions. */
export async function halfTransactions(seen: Database): Promise<number> {
  const [row] = await query(
    seen,
    z.object({ halves: z.number(), batches: z.number() }),
    sql`
      select
        (select count(*)::int from (
          select coalesce(h.id::text, j.idempotency_key) as id
          from driver_halves h
          full join (select * from job_executions where payload ->> 'text' = 'half') j on j.idempotency_key = h.id::text
          group by 1
          having count(distinct h.half) filter (where h.half in (1, 2)) <> 2
            or count(distinct h.txid) <> 1 or count(distinct j.job_id) <> 1
        ) as broken) as halves,
        (select count(*)::int from job_batches b
          where total <> (select count(*) from job_executions child where child.batch_id = b.batch_id)) as batches`,
  );
  return (row?.halves ?? 0) + (row?.batches ?? 0);
}
