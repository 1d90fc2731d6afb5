import { sql } from "drizzle-orm";

/**
 * The database's time, once per statement: as a plain call it is volatile, and an index on times could not
 * stop at it, so that each publish would read all delayed jobs.
 */
export const now = sql`(select clock_timestamp())`;
