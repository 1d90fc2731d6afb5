import { z } from "zod";

/** Where a list begins, from the address; null for its first page, and for anything that is no id. */
export function pageCursor(before: unknown): string | null {
  return z.uuid().safeParse(before).data ?? null;
}
