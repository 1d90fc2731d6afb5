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

/** A payload to run instead of the original's, and the definition that says whether it fits. */
export type Edit = { job: JobDefinition; payload: unknown };

/** Thrown by `replayJob` for a job of which there can be no replay. Nothing was written. */
export class ReplayRefused extends Error {
  override name = "ReplayRefused";
  readonly reason: keyof typeof REASONS;

  constructor(jobId: string, reason: keyof typeof REASONS) {
    super(`Job ${jobId} cannot be replayed: ${REASONS[reason]}`);
    this.reason = reason;
  }
}

const REASONS = {
  unknown: "there is no such job.",
  open: "it has not ended. Cancel it first, or wait for its end.",
  erased: "its payload was erased. Give a payload.",
  "other-type": "the payload that was given is one of another type of job.",
};

/**
 * Starts a new job like one that has ended, completed ones too, with its payload or an edited one. Linked to the
 * original, which stays as it is; effects happen anew, since they belong to a job. Belongs to the same person and
 * organization.
 *
 * @returns the new job's id.
 * @throws {ReplayRefused} @throws {PayloadError} when the edited payload does not fit. Nothing was written.
 */
export async function replayJob(jobId: string, by: By, edit?: Edit): Promise<string> {
  const original = await find(jobId);
  const edited = edit === undefined ? null : await checked(jobId, original, edit);
  const [replayed] = await replayJobs([jobId], by, { edited });
  if (replayed === undefined)
    throw new ReplayRefused(jobId, original === null ? "unknown" : whyNot(original));
  return replayed;
}

const original = z.object({ type: z.string(), hasEnded: z.boolean() });
type Original = z.output<typeof original>;

async function find(jobId: string): Promise<Original | null> {
  const [row] = await query(
    database(),
    original,
    sql`select job_type as type, completed_at is not null as "hasEnded"
      from job_executions where job_id = ${jobId}::uuid`,
  );
  return row ?? null;
}

async function checked(jobId: string, original: Original | null, { job, payload }: Edit): Promise<Edited> {
  if (original !== null && original.type !== job.type) throw new ReplayRefused(jobId, "other-type");
  return {
    payload: await storablePayload(job, payload),
    payloadHash: payloadHash(payload),
    payloadVersion: job.payloadVersion,
  };
}

function whyNot({ hasEnded }: Original): "open" | "erased" {
  return hasEnded ? "erased" : "open";
}
