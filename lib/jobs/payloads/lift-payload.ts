import type { z } from "zod";
import type { JobDefinition } from "@/lib/jobs/define";
import { liftThrough } from "./payload-versions";

/** A payload as its row has it: of its job's type or of one that the job replaces, of today or of an earlier deploy. */
export type StoredPayload = { type: string; payload: unknown; payloadVersion: number };

/**
 * What today's schema is to be given for a stored payload: itself, where it is of today.
 *
 * @throws {PayloadError} {@link UpcastError}
 */
export async function liftPayload(
  job: JobDefinition,
  { type, payload, payloadVersion: version }: StoredPayload,
): Promise<unknown> {
  if (type === job.type)
    return version === job.payloadVersion ? payload : liftThrough(type, job.history, { payload, version });
  const replaced = job.replaces.find((earlier) => earlier.type === type);
  if (replaced === undefined) throw new Error(`Job "${job.type}" runs no payload of "${type}".`);
  return liftThrough(type, replaced.history, { payload, version });
}

/** The newest version of a type's payload that this job can run; null for a type that it does not run. */
export function newestVersion(job: JobDefinition, type: string): number | null {
  if (type === job.type) return job.payloadVersion;
  return job.replaces.find((earlier) => earlier.type === type)?.payloadVersion ?? null;
}

/** The schema with which a payload was written; null for a version or a type that this job does not know. */
export function schemaOf(
  job: JobDefinition,
  { type, payloadVersion }: Pick<StoredPayload, "type" | "payloadVersion">,
): z.ZodType | null {
  if (type === job.type && payloadVersion === job.payloadVersion) return job.payload;
  const { history } =
    type === job.type ? job : (job.replaces.find((earlier) => earlier.type === type) ?? NONE);
  return history.schemas[payloadVersion - history.first] ?? null;
}

const NONE = { history: { first: 1, schemas: [], steps: [] } };
