import { sql } from "drizzle-orm";

/** The row may have the payload of another one: a replay, a follow-up, a child or a debounced job. */
export const isCopy = sql`(
  debounce_key is not null or replayed_from is not null or parent_job_id is not null or waits_for is not null
)`;
