import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { administered } from "./administered";
import { type Endpoint, endpointOf, endpointsOf } from "./endpoint";

/** The endpoints of the person's organization, oldest first; at most ten. @throws {Problem} `not-allowed`. */
export async function listEndpoints(actor: Actor): Promise<Endpoint[]> {
  return endpointsOf(database(), administered(actor));
}

/** One of them. @throws {Problem} `not-allowed`, `not-found`. */
export async function findEndpoint(actor: Actor, endpointId: string): Promise<Endpoint> {
  return endpointOf(database(), administered(actor), endpointId);
}
