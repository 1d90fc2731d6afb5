import { sql } from "drizzle-orm";
import { OPEN_STATUSES } from "@/lib/jobs/lifecycle";

/** Rows that have not ended, in the words of the partial indexes that have them alone: the planner compares these. */
export const IS_OPEN = sql.raw(`status in (${OPEN_STATUSES.map((status) => `'${status}'`).join(", ")})`);
