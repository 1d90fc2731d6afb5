import type { Actor } from "./actor";
import type { Registry } from "./registry";

/**
 * Whether somebody may cancel and retry a job that they see: owners and admins any, members their own and those of types
 * that members start. So nobody stops, or sends once more, what they could not have started.
 */
export function mayOperate(
  registry: Pick<Registry, "find">,
  { userId, role }: Actor,
  job: { type: string; userId: number | null },
): boolean {
  if (job.userId === userId || role === "owner" || role === "admin") return true;
  return registry.find(job.type)?.dispatchableBy === "member";
}
