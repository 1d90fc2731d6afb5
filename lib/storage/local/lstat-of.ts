import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { isMissing } from "./is-missing";

/** What lies there, links not followed; null for nothing. */
export async function lstatOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
