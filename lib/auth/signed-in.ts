import { apiKeyOf, bearerOf } from "@/lib/http/bearer";
import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";
import { actorOfKey } from "./actor-of-key";
import { SCOPES, type Scope } from "./api-keys/scopes";
import { getActor } from "./get-actor";

/**
 * Who is behind a request to the API: a person with a session, or a program with an API key, which acts as the person who
 * made it as far as its scopes go. With a key, cookies do not count.
 *
 * @param scope what a key must be for.
 * @throws {Problem} `not-signed-in`, `wrong-api-key`, `missing-scope`.
 */
export async function signedIn(request: Request, scope: Scope): Promise<Actor> {
  const key = apiKeyOf(request);
  if (key !== null) return await actorWithKey(key, scope);
  const actor = await getActor(request);
  if (actor !== null) return actor;
  if (bearerOf(request) !== null) throw new Problem("wrong-api-key", "This is not an API key.");
  throw new Problem("not-signed-in", "Sign in to use the API, or send an API key.");
}

async function actorWithKey(key: string, scope: Scope): Promise<Actor> {
  const holder = await actorOfKey(key);
  if (holder === null) throw new Problem("wrong-api-key", "There is no such API key, or it is over.");
  if (holder.scopes.includes(scope)) return holder.actor;
  throw new Problem(
    "missing-scope",
    `This needs a key with the scope ${scope} (${SCOPES[scope].toLowerCase()}).`,
  );
}
