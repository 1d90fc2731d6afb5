import { emit } from "@/lib/jobs/events";
import { publishSoon } from "@/lib/jobs/publishing/publish-soon";
import type { By } from "@/lib/jobs/transitions/audit";
import { revive } from "@/lib/jobs/transitions/revive";
import { once } from "./once";
import { became, type Untouched } from "./untouched";

/** What became of a job that was to be revived. */
export type Revived = "revived" | Untouched;

/**
 * Gives failed, timed out or cancelled jobs a second chance, with their whole budget: the same jobs, whose effects
 * that are done stay done. Others are left alone, and those whose payload retention has erased.
 *
 * `sendAnyway` lets effects whose outcome nobody knows be sent once more: somebody has looked at the provider's side.
 *
 * @param jobIds at most 1,000
 * @returns what became of each.
 */
export async function reviveJobs(
  jobIds: readonly string[],
  by: By,
  { publish, ...options }: { sendAnyway?: boolean; publish?: "now" } = {},
): Promise<Map<string, Revived>> {
  const end = await once("revive", jobIds, by, (executor) => revive(executor, jobIds, by, options));
  const legs = "done" in end ? end.done : [];
  for (const { type, jobId } of legs) emit({ name: "revived", type, jobId });
  await publishSoon(legs, publish);
  const revived = "done" in end ? legs : end.earlier;
  return became("revive", jobIds, new Map(revived.map(({ jobId }) => [jobId, "revived"] as const)));
}
