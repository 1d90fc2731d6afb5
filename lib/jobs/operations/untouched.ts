import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { isTerminal, STATUSES } from "@/lib/jobs/lifecycle";
import { uuids } from "@/lib/jobs/transitions/ids";
import type { Operation } from "./job-filter";

/** Why an operation has left a job alone, with a sentence for people: the same words for each operation. */
export const UNTOUCHED = {
  unknown: "there is no such job.",
  open: "it has not ended. Cancel it first, or wait for its end.",
  completed: "it has completed. Replay it to have it once more.",
  "already-ended": "it has ended before.",
  erased: "its payload was erased. Give a payload to a replay.",
  "already-replayed": "this operation has replayed it before.",
  "other-type": "the payload that was given is one of another type of job.",
} as const;

export type Untouched = keyof typeof UNTOUCHED;

const found = z.object({ jobId: z.uuid(), status: z.enum(STATUSES), isErased: z.boolean() });
type Found = z.output<typeof found>;

/**
 * What became of each job that was given: what was `done` to it, or why nothing was.
 *
 * @param isOnce an operation that replays each job once, however often it is asked to.
 */
export async function became<Done>(
  operation: Operation,
  jobIds: readonly string[],
  done: ReadonlyMap<string, Done>,
  { isOnce = false }: { isOnce?: boolean } = {},
): Promise<Map<string, Done | Untouched>> {
  const untouched = await whyUntouched(
    operation,
    jobIds.filter((jobId) => !done.has(jobId.toLowerCase())),
    isOnce,
  );
  return new Map(
    jobIds.map((jobId) => [jobId, done.get(jobId.toLowerCase()) ?? untouched.get(jobId) ?? "unknown"]),
  );
}

/** Why an operation that was just tried has left these jobs alone; each under the id that was given. */
async function whyUntouched(
  operation: Operation,
  jobIds: readonly string[],
  isOnce: boolean,
): Promise<Map<string, Untouched>> {
  if (jobIds.length === 0) return new Map();
  const rows = await query(
    database(),
    found,
    sql`select job_id as "jobId", status, payload_erased_at is not null as "isErased"
      from job_executions where job_id in (${uuids(jobIds)})`,
  );
  const byId = new Map(rows.map((row) => [row.jobId, row]));
  return new Map(jobIds.map((jobId) => [jobId, why(operation, byId.get(jobId.toLowerCase()), isOnce)]));
}

/** A job that could be moved by now could not a moment ago: it was open then, or had ended. */
function why(operation: Operation, row: Found | undefined, isOnce: boolean): Untouched {
  if (row === undefined) return "unknown";
  if (operation === "cancel") return "already-ended";
  if (!isTerminal(row.status)) return "open";
  if (operation === "revive" && row.status === "completed") return "completed";
  if (row.isErased) return "erased";
  return isOnce ? "already-replayed" : "open";
}
