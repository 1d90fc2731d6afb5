import type { Actor } from "@/lib/jobs/actor";

/** Whether somebody makes and revokes keys: owners and admins of an organization. */
export function mayManageKeys(actor: Actor): actor is Actor & { organizationId: number } {
  return actor.organizationId !== null && (actor.role === "owner" || actor.role === "admin");
}
