import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { milliseconds } from "./row";

/** Which schedule started a job, and for which moment. */
export type ScheduledTick = { scheduleId: string; at: Date };

const scheduledTick = z.object({ scheduleId: z.string(), at: z.number().transform((at) => new Date(at)) });

/** The tick for which a job, or the one that it replays, was enqueued. */
export async function tickOf(executor: Executor, jobId: string): Promise<ScheduledTick | null> {
  const [tick] = await query(
    executor,
    scheduledTick,
    sql`select schedule_id as "scheduleId", ${milliseconds(sql`scheduled_for`)} as at from job_executions
      where job_id = ${jobId}::uuid and schedule_id is not null and scheduled_for is not null`,
  );
  return tick ?? null;
}
