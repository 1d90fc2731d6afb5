import type { Actor } from "@/lib/jobs/actor";
import { getPerson } from "./get-person";

/**
 * Who asks: the one thing the job subsystem wants to know about people. Null for nobody, whatever the
 * cookies say. An app with its own sign-in replaces this function and keeps the rest.
 *
 * @throws when the database cannot be asked.
 */
export async function getActor(source: Request | Headers): Promise<Actor | null> {
  return (await getPerson(source))?.actor ?? null;
}
