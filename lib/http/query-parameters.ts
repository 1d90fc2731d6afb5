import type { z } from "zod";
import { Problem } from "./problem";

/**
 * The query parameters that `schema` knows, each as text; others are left alone, and of one that comes twice the first
 * counts.
 *
 * @throws {Problem} `invalid`, naming each wrong parameter.
 */
export function queryParameters<Schema extends z.ZodObject>(
  request: Request,
  schema: Schema,
): z.output<Schema> {
  const { searchParams } = new URL(request.url);
  const given = Object.keys(schema.shape).flatMap((name) => {
    const value = searchParams.get(name);
    return value === null ? [] : [[name, value] satisfies [string, string]];
  });
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  // The first complaint about each is enough.
  const complaints = new Map(
    parsed.error.issues.toReversed().map(({ path, message }) => [String(path[0]), message]),
  );
  const errors = [...complaints].map(([parameter, detail]) => ({ parameter, detail })).toReversed();
  throw new Problem("invalid", "The query does not fit.", errors);
}
