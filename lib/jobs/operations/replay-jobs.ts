import { database } from "@/lib/db/client";
import { emit } from "@/lib/jobs/events";
import { publishSoon } from "@/lib/jobs/publish-soon";
import type { By } from "@/lib/jobs/transitions/audit";
import { type Edited, replay } from "@/lib/jobs/transitions/replay";

/**
 * Starts new jobs like those of these that have ended and still have their payload, completed ones too, each linked
 * to its original, which stays as it is. Effects happen anew, since they belong to a job.
 *
 * @param jobIds at most 1,000
 * @returns the new ids, in no order.
 */
export async function replayJobs(
  jobIds: readonly string[],
  by: By,
  { publish, edited = null }: { publish?: "now"; edited?: Edited | null } = {},
): Promise<string[]> {
  const legs = await replay(database(), jobIds, by, edited);
  for (const { type, jobId } of legs) emit({ name: "enqueued", type, jobId, deduplicated: false });
  await publishSoon(legs, publish);
  return legs.map(({ jobId }) => jobId);
}
