import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";
import { getActor } from "./get-actor";

/** The person behind a request to the API. @throws {Problem} `not-signed-in` for nobody. */
export async function signedIn(request: Request): Promise<Actor> {
  const actor = await getActor(request);
  if (actor === null) throw new Problem("not-signed-in", "Sign in to use the API.");
  return actor;
}
