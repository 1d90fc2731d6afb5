import type { z } from "zod";

/** What stands in the place of a secret wherever people look. */
export const MASK = "[secret]";

/**
 * Marks a field of a payload as secret: `token: secret(z.string().min(20))`. Logs, errors, the API and screens show
 * `[secret]` in its place; with `PAYLOAD_KEYS` it is encrypted on its row as well. May wrap any schema: of an object or a
 * list all of it is secret. Marks made after it (`secret(z.string()).optional()`) keep it.
 */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ ...schema.meta(), secret: true });
}

export function isSecret(schema: z.ZodType): boolean {
  return schema.meta()?.secret === true;
}
