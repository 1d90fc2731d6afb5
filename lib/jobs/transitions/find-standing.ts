import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

const standing = z.object({ type: z.string(), leg: z.number(), isOpen: z.boolean() });

/** How a row stands, for a delivery that could not move it; null when it is gone. */
export async function findStanding(
  executor: Executor,
  jobId: string,
): Promise<z.output<typeof standing> | null> {
  const [found] = await query(
    executor,
    standing,
    sql`select job_type as type, leg, completed_at is null as "isOpen"
      from job_executions where job_id = ${jobId}::uuid`,
  );
  return found ?? null;
}
