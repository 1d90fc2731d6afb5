import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";

/** The organization whose webhooks this person may manage. @throws {Problem} `not-allowed` for all but its admins. */
export function administered({ organizationId, role }: Actor): number {
  if (organizationId !== null && (role === "owner" || role === "admin")) return organizationId;
  throw new Problem("not-allowed", "Webhooks are for owners and admins of an organization only.");
}
