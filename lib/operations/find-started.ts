import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import type { JobInput } from "@/lib/jobs/define";
import { payloadHash } from "@/lib/jobs/payloads/payload-hash";
import { operateOnJobs } from "./jobs";

export type Asked = Pick<JobInput<typeof operateOnJobs>, "operation" | "filter" | "by">;

/** The job that does it, and how many match; null for more than could be counted in two seconds. */
export type Started = { jobId: string; total: number | null };

/** The operation that this job is, where it does just what is asked for; null where it does something else. */
export async function findStarted(jobId: string, { operation, filter, by }: Asked): Promise<Started | null> {
  const [row] = await query(
    database(),
    z.object({ payload: operateOnJobs.payload.nullable() }),
    sql`select payload from job_executions where job_id = ${jobId}::uuid`,
  );
  const first = row?.payload ?? null;
  if (first === null) return null;
  const did = { operation: first.operation, filter: first.filter, by: first.by };
  return payloadHash(did) === payloadHash({ operation, filter, by }) ? { jobId, total: first.total } : null;
}
