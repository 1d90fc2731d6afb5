import { sql } from "drizzle-orm";
import { database } from "@/lib/db/client";
import { openedPayload } from "@/lib/jobs/sealing/open";
import { audited, type By } from "@/lib/jobs/transitions/audit";
import { storedPayload } from "./stored-payload";

/**
 * The payload of a job with its secrets as they were given, as it is stored, for a person who has a reason to see them.
 * That somebody looked is kept in the audit before anything is told.
 *
 * @returns undefined where there is no such job @throws {PayloadKeyMissing} {@link PayloadTampered}; the line is kept then too
 */
export async function revealPayload(jobId: string, by: By): Promise<{ payload: unknown } | undefined> {
  const stored = await storedPayload(database(), jobId);
  if (stored === null) return undefined;
  await database().execute(
    audited("reveal", by, sql`(select * from job_executions where job_id = ${jobId}::uuid) as revealed`),
  );
  return { payload: stored.isSealed ? openedPayload(stored) : (stored.payload ?? null) };
}
