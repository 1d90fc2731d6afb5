import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { isTerminal, STATUSES } from "@/lib/jobs/lifecycle";
import { publishSoon } from "@/lib/jobs/publishing/publish-soon";
import type { By } from "@/lib/jobs/transitions/audit";
import { hasten } from "@/lib/jobs/transitions/hasten";
import { dropMessage } from "./drop-messages";

/** Why a job was not brought forward, with a sentence for people. */
export const NOT_HASTENED = {
  unknown: "there is no such job.",
  ended: "it has ended. Retry or replay it.",
  running: "it runs already.",
  waiting: "it waits for jobs that it has started.",
  held: "it is on hold or in line: its time is not what it waits for.",
  stopping: "it was asked to stop, or its deadline has passed.",
  due: "it is due already.",
} as const;

export type NotHastened = keyof typeof NOT_HASTENED;

/**
 * Makes a job due at once whose time lies ahead: a scheduled one, or one that waits for its next try. Its budget of
 * tries stays as it is.
 *
 * @returns `hastened`, or why it was left alone.
 */
export async function runNow(jobId: string, by: By): Promise<"hastened" | NotHastened> {
  const hastened = await hasten(database(), jobId, by);
  if (hastened === null) return whyNot(jobId);
  await publishSoon([hastened.leg]);
  await dropMessage(hastened.oldMessageId);
  return "hastened";
}

const row = z.object({
  status: z.enum(STATUSES),
  isHeld: z.boolean(),
  isStopping: z.boolean(),
});

async function whyNot(jobId: string): Promise<NotHastened> {
  const [found] = await query(
    database(),
    row,
    sql`select status,
        parked_reason is not null
          or exists (select from job_pauses pause where pause.job_type = j.job_type) as "isHeld",
        cancel_requested_at is not null or coalesce(deadline_at <= clock_timestamp(), false) as "isStopping"
      from job_executions j where job_id = ${jobId}::uuid`,
  );
  if (found === undefined) return "unknown";
  if (isTerminal(found.status)) return "ended";
  if (found.status === "processing") return "running";
  if (found.status === "waiting") return "waiting";
  if (found.isHeld) return "held";
  return found.isStopping ? "stopping" : "due";
}
