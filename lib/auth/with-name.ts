import { APIError } from "better-auth/api";
import type { z } from "zod";

/**
 * A person or an organization with its name as we keep it; as it is without one.
 *
 * @throws {APIError} 400 `INVALID_NAME` for a name that does not fit, saying why.
 */
export function withName<Named extends { name?: string }>(named: Named, schema: z.ZodType<string>): Named {
  if (named.name === undefined) return named;
  const parsed = schema.safeParse(named.name);
  if (parsed.success) return { ...named, name: parsed.data };
  throw new APIError("BAD_REQUEST", { code: "INVALID_NAME", message: parsed.error.issues[0]?.message });
}
