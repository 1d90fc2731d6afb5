import type { JobDefinition } from "@/lib/jobs/define";
import { PayloadError } from "@/lib/jobs/errors";
import { liftPayload, type StoredPayload } from "@/lib/jobs/payloads/lift-payload";
import { replaceAt, valueAt } from "@/lib/jobs/payloads/replace-at";
import { type Path, secretPaths } from "@/lib/jobs/payloads/secret-paths";
import { openedPayload, type SealedRow } from "@/lib/jobs/sealing/open";
import { MASK } from "@/lib/jobs/secret";

type Original = StoredPayload & SealedRow & { isSealed: boolean };

/**
 * An edited payload in which what is still masked is as the original has it: whoever edits need not know the secrets.
 *
 * @throws {PayloadError} for a mask where the original has nothing. @throws {PayloadKeyMissing} {@link PayloadTampered}
 */
export async function withKeptSecrets(
  job: JobDefinition,
  payload: unknown,
  original: Original | null,
): Promise<unknown> {
  const masked = maskedPaths(job, payload);
  if (masked.length === 0 || original === null) return payload;
  const lifted = await plainPayload(job, original);
  const missing = masked.filter((path) => (valueAt(lifted, path) ?? null) === null);
  if (missing.length > 0) throw new PayloadError(job.type, missing.map(nothingToKeep));
  return replaceAt(payload, masked, (_, path) => valueAt(lifted, path));
}

/** The original's payload as today's schema is given it, with its secrets: in memory only, never to be shown or kept. */
export async function plainPayload(job: JobDefinition, original: Original): Promise<unknown> {
  return liftPayload(job, original.isSealed ? { ...original, payload: openedPayload(original) } : original);
}

/**
 * Whether an edited payload has secrets that stay as the original has them. Whoever may edit the rest decides where they
 * go, such as to which address a link is mailed that lets somebody in.
 */
export function keepsSecrets(job: JobDefinition, payload: unknown): boolean {
  return maskedPaths(job, payload).length > 0;
}

function maskedPaths(job: JobDefinition, payload: unknown): Path[] {
  return secretPaths(job.payload, payload).filter((path) => valueAt(payload, path) === MASK);
}

function nothingToKeep(path: Path) {
  const message = `"${MASK}" keeps the secret of the original, which has none here: give one`;
  return { code: "custom" as const, path: [...path], message, input: undefined };
}
