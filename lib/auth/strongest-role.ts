import type { Role } from "@/lib/jobs/actor";

/** better-auth keeps several roles as a comma-separated list; ones we do not know count as member. */
export function strongestRole(roles: string): Role {
  const held = roles.split(",").map((role) => role.trim());
  if (held.includes("owner")) return "owner";
  return held.includes("admin") ? "admin" : "member";
}
