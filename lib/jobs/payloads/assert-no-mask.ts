import type { JobDefinition } from "@/lib/jobs/define";
import { PayloadError } from "@/lib/jobs/errors";
import { MASK } from "@/lib/jobs/secret";
import { valueAt } from "./replace-at";
import { secretPaths } from "./secret-paths";

/** A mask that somebody took for the secret would be stored as one. @throws {PayloadError} */
export function assertNoMask({ type, payload: schema }: JobDefinition, payload: unknown): void {
  const masked = secretPaths(schema, payload).filter((path) => valueAt(payload, path) === MASK);
  if (masked.length === 0) return;
  const message = `Give the secret itself: "${MASK}" is what is shown in its place`;
  throw new PayloadError(
    type,
    masked.map((path) => ({ code: "custom", path: [...path], message, input: undefined })),
  );
}
