import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { RECONCILE_AGE_SECONDS_MAX } from "@/lib/jobs/health";
import { type Finding, failure, ok, warning } from "./finding";

/** When reconcile ended its latest pass: what stands still is moved by it alone. */
export async function checkReconcile(executor: Executor): Promise<Finding> {
  const [row] = await query(
    executor,
    z.object({ seconds: z.number().nullable() }),
    sql`select extract(epoch from clock_timestamp() - reconciled_at)::float8 as seconds from job_install`,
  );
  const seconds = row?.seconds ?? null;
  if (seconds === null)
    return warning(
      "reconcile",
      "no pass has ended yet",
      "wait for the next one, five minutes at most, or make one by hand: pnpm jobs:reconcile. If none comes: pnpm jobs:setup",
    );
  const says = `the last pass ended ${Math.max(0, Math.round(seconds / 60))} min ago`;
  if (seconds <= RECONCILE_AGE_SECONDS_MAX) return ok("reconcile", says);
  return failure(
    "reconcile",
    says,
    "pnpm jobs:setup --check; is the schedule paused, or refused? pnpm jobs:reconcile makes a pass by hand",
  );
}
