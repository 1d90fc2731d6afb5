import { database } from "@/lib/db/client";
import { erase } from "@/lib/jobs/transitions/erase";
import type { Tally } from "./tally";

/** Jobs whose payload one pass erases. */
const ERASED_MAX = 500;

/** Erases the payloads of ended jobs that were to be kept less long than the row. */
export async function erasePayloads(): Promise<Partial<Tally>> {
  return { erased: await erase(database(), ERASED_MAX) };
}
