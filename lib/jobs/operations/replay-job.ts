import { database } from "@/lib/db/client";
import { NOBODY } from "@/lib/jobs/actor";
import type { JobDefinition } from "@/lib/jobs/define";
import { toRowKey } from "@/lib/jobs/definition/concurrency-key";
import type { DispatchRules, Objection } from "@/lib/jobs/dispatch";
import { asStored, checkedPayload, keyOf } from "@/lib/jobs/prepare";
import type { By } from "@/lib/jobs/transitions/audit";
import type { Edited } from "@/lib/jobs/transitions/replay";
import { plainPayload, withKeptSecrets } from "./kept-secrets";
import { objectionsToEdit } from "./objections-to-edit";
import { replayJobs } from "./replay-jobs";
import { type StoredPayloadRow, storedPayload } from "./stored-payload";
import { UNTOUCHED, type Untouched } from "./untouched";

/**
 * A payload to run instead of the original's, and the definition that says whether it fits. `rules`: what its owner must
 * obey; without them whoever calls may give any payload that fits.
 */
export type Edit = { job: JobDefinition; payload: unknown; rules?: DispatchRules };

/** Thrown by `replayJob` for an edited payload that the owner of the job could not have given. Nothing was written. */
export class EditRefused extends Error {
  override name = "EditRefused";
  readonly objections: readonly Objection[];

  constructor(jobId: string, objections: readonly Objection[]) {
    super(`Job ${jobId} cannot be replayed so: ${objections.map(({ message }) => message).join(" ")}`);
    this.objections = objections;
  }
}

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
 * organization. A secret of the edited payload that is still masked is the original's.
 *
 * @returns the new job's id.
 * @throws {ReplayRefused} @throws {PayloadError} when the edited payload does not fit. @throws {EditRefused} when it is
 * not for the owner to give. Nothing was written.
 */
export async function replayJob(jobId: string, by: By, edit?: Edit): Promise<string> {
  const edited = edit === undefined ? null : await checked(jobId, edit);
  const became = (await replayJobs([jobId], forPayload(by, edited), { edited })).get(jobId) ?? "unknown";
  if (typeof became === "string") throw new ReplayRefused(jobId, became);
  return became.jobId;
}

/** A form that is sent again with another payload asks for another replay. */
function forPayload(by: By, edited: Edited | null): By {
  if (by.form === undefined || edited === null) return by;
  return { ...by, form: `${by.form}:${edited.payloadHash}` };
}

async function checked(jobId: string, { job, payload, rules = NO_RULES }: Edit): Promise<Edited> {
  const original = await storedPayload(database(), jobId);
  if (original !== null && original.type !== job.type) throw new ReplayRefused(jobId, "other-type");
  const whole = await withKeptSecrets(job, payload, original);
  const { parsed, stored } = await checkedPayload(job, whole);
  const actor = original ?? NOBODY;
  const before = () => payloadOf(job, original);
  const objections = await objectionsToEdit(job, rules, actor, { parsed, before });
  if (objections.length > 0) throw new EditRefused(jobId, objections);
  // Of another payload another key; one that was given to `enqueue` stays.
  const key = job.keys.key === undefined ? null : toRowKey(job.keys, keyOf(job, parsed, actor), actor);
  const { payloadVersion } = job;
  const kept = asStored(job, { received: whole, stored, payloadVersion }, actor, jobId);
  return { payload: kept.payload, payloadHash: kept.payloadHash, payloadVersion, key };
}

const NO_RULES: DispatchRules = new Map();

/** Null for one that retention has erased, or that this deploy cannot read. */
async function payloadOf(
  job: JobDefinition,
  original: StoredPayloadRow | null,
): Promise<{ payload: unknown } | null> {
  if (original === null || (original.payload ?? null) === null) return null;
  try {
    return { payload: await plainPayload(job, original) };
  } catch {
    return null;
  }
}
