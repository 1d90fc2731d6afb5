import { env } from "@/lib/env/env";
import { idPrefix } from "./wanted";

/** The id of QStash's copy of a schedule in this environment. */
export function copyId(id: string): string {
  return `${idPrefix(env())}${id}`;
}
