import type { z } from "zod";
import type { JobDefinition } from "@/lib/jobs/define";
import { SEALED } from "@/lib/jobs/sealing/seal";
import { MASK } from "@/lib/jobs/secret";
import { type StoredPayload, schemaOf } from "./lift-payload";
import { replaceAt } from "./replace-at";
import { secretPaths } from "./secret-paths";

/** What people see of a payload that this deploy has no schema for: nobody can say what of it is secret. */
export const HIDDEN = "[hidden: this deploy does not know the payload]";

/**
 * A stored payload as people may see it: with `[secret]` in the place of what its schema calls secret. `job` is the one
 * that runs the row's type (`registry.find`). Of a type or a version that this deploy does not know nothing is shown.
 */
export function maskedPayload(job: JobDefinition | undefined, stored: StoredPayload): unknown {
  if (stored.payload === null || stored.payload === undefined) return null;
  const schema = job && schemaOf(job, stored);
  return schema ? masked(schema, stored.payload) : HIDDEN;
}

/** The same of any value, such as a result, by its schema. */
export function masked(schema: z.ZodType, value: unknown): unknown {
  return withoutSealed(replaceAt(value, secretPaths(schema, value), () => MASK));
}

/** What is encrypted was called secret by the schema of then. */
function withoutSealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSealed);
  if (typeof value !== "object" || value === null) return value;
  if (SEALED in value) return MASK;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutSealed(inner)]));
}
