import { type SQL, sql } from "drizzle-orm";
import type { ListFilter } from "./list-filter";

/** Ids are made by the clocks of processes, times by the database's: they differ by less. */
const SKEW = sql.raw(`interval '1 hour'`);

/** By the beginning of the transaction: of a clock that goes on no index can be asked. */
const DAY_AGO = sql.raw(`now() - interval '24 hours'`);

/**
 * The ids that jobs of the filter's times have, as a condition on `job_id`: a list of yesterday's jobs is not read
 * from today's on. Ids of another kind, which only other producers send, are not in the order of time.
 */
export function reachOf({ createdFrom, createdBefore, payloadAt }: ListFilter): SQL {
  const from = createdFrom === undefined ? null : sql`${createdFrom}::timestamptz`;
  return sql.join(
    [
      sql`true`,
      ...(from === null ? [] : [sql`job_id >= ${idAt(sql`${from} - ${SKEW}`)}`]),
      ...(payloadAt === undefined ? [] : [sql`job_id >= ${idAt(sql`${DAY_AGO} - ${SKEW}`)}`]),
      ...(createdBefore === undefined
        ? []
        : [sql`job_id <= ${idAt(sql`${createdBefore}::timestamptz + ${SKEW}`)}`]),
    ],
    sql` and `,
  );
}

/** The first UUID of version 7 of a moment: 48 bits of milliseconds (RFC 9562 §5.7). */
function idAt(moment: SQL): SQL {
  const milliseconds = sql`greatest(0, floor(extract(epoch from ${moment}) * 1000))::bigint`;
  return sql`rpad(lpad(to_hex(${milliseconds}), 12, '0'), 32, '0')::uuid`;
}
