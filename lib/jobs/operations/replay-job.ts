import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import type { JobDefinition } from "@/lib/jobs/define";
import { payloadHash } from "@/lib/jobs/payload-hash";
import { storablePayload } from "@/lib/jobs/prepare";
import type { By } from "@/lib/jobs/transitions/audit";
import type { Edited } from "@/lib/jobs/transitions/replay";
import { replayJobs } from "./replay-jobs";
import { UNTOUCHED, type Untouched } from "./untouched";

/** A payload to run instead of the original's, and the definition that says whether it fits. */
export type Edit = { job: JobDefinition; payload: unknown };

/** Thrown by `replayJob` for a job of which there can be no replay. Nothing was written. */
export class ReplayRefused extends Error {
  override name = "ReplayRefused";
  readonly reason: Untouched;

  constructor(jobId: string, reason: Untouched) {
    super(`Job ${jobId} cannot be replayed: ${UNTOUCHED[reason]}`);
    this.reason = reason;
  }
}

/**
 * Starts a new job like one that has ended, completed ones too, with its payload or an edited one. Linked to the
 * original, which stays as it is; effects happen anew, since they belong to a job. Belongs to the same person and
 * organization.
 *
 * @returns the new job's id.
 * @throws {ReplayRefused} @throws {PayloadError} when the edited payload does not fit. Nothing was written.
 */
export async function replayJob(jobId: string, by: By, edit?: Edit): Promise<string> {
  const edited = edit === undefined ? null : await checked(jobId, edit);
  const became = (await replayJobs([jobId], by, { edited })).get(jobId) ?? "unknown";
  if (typeof became === "string") throw new ReplayRefused(jobId, became);
  return became.jobId;
}

async function checked(jobId: string, { job, payload }: Edit): Promise<Edited> {
  const type = await typeOf(jobId);
  if (type !== null && type !== job.type) throw new ReplayRefused(jobId, "other-type");
  return {
    payload: await storablePayload(job, payload),
    payloadHash: payloadHash(payload),
    payloadVersion: job.payloadVersion,
  };
}

async function typeOf(jobId: string): Promise<string | null> {
  const [row] = await query(
    database(),
    z.object({ type: z.string() }),
    sql`select job_type as type from job_executions where job_id = ${jobId}::uuid`,
  );
  return row?.type ?? null;
}
