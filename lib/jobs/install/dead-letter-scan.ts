import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

/** Time between two readings of the dead letters, in seconds: failure callbacks tell of most of them at once. */
const EVERY_SECONDS = 3600;

const scan = z.object({
  /** When it began: names it. */
  startedAt: z.string(),
  cursor: z.string().nullable(),
  /** Letters of before were taken over, in milliseconds; null where none was. */
  untilMs: z.number().nullable(),
});

/** A reading of all dead letters, over as many passes as it takes. */
export type Scan = z.output<typeof scan>;

/** The reading that is under way, or a new one when the last is an hour old; else null. */
export async function currentScan(executor: Executor): Promise<Scan | null> {
  const [found] = await query(
    executor,
    scan,
    sql`update job_install
      set dead_letters_scan_at = coalesce(dead_letters_scan_at, clock_timestamp())
      where dead_letters_scan_at is not null or dead_letters_until is null
        or dead_letters_until < clock_timestamp() - make_interval(secs => ${EVERY_SECONDS})
      returning dead_letters_scan_at::text as "startedAt", dead_letters_cursor as cursor,
        (extract(epoch from dead_letters_until) * 1000)::float8 as "untilMs"`,
  );
  return found ?? null;
}

/** The reading goes on from there with the next pass; null: from the beginning. */
export function keepCursor(executor: Executor, scan: Scan, cursor: string | null): Promise<void> {
  return change(executor, scan, sql`dead_letters_cursor = ${cursor}::text`);
}

/** All letters of before the reading began are taken over. */
export function endScan(executor: Executor, scan: Scan): Promise<void> {
  return change(
    executor,
    scan,
    sql`dead_letters_until = dead_letters_scan_at, dead_letters_scan_at = null, dead_letters_cursor = null`,
  );
}

/** Another pass may have ended it meanwhile. */
async function change(executor: Executor, { startedAt }: Scan, set: SQL): Promise<void> {
  await executor.execute(
    sql`update job_install set ${set} where dead_letters_scan_at = ${startedAt}::timestamptz`,
  );
}
