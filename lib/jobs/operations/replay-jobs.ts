import { emit } from "@/lib/jobs/events";
import { publishSoon } from "@/lib/jobs/publishing/publish-soon";
import type { By } from "@/lib/jobs/transitions/audit";
import { type Edited, replay } from "@/lib/jobs/transitions/replay";
import { once } from "./once";
import { became, type Untouched } from "./untouched";

/** What became of a job that was to be replayed: the new job, or why there is none. */
export type Replayed = { jobId: string } | Untouched;

/**
 * Starts new jobs like those of these that have ended and still have their payload, completed ones too, each linked
 * to its original, which stays as it is. Effects happen anew, since they belong to a job.
 *
 * @param jobIds at most 1,000
 * @returns what became of each.
 */
export async function replayJobs(
  jobIds: readonly string[],
  by: By,
  { publish, edited = null }: { publish?: "now"; edited?: Edited | null } = {},
): Promise<Map<string, Replayed>> {
  const end = await once("replay", jobIds, by, (executor) => replay(executor, jobIds, by, edited));
  if ("earlier" in end) {
    const replayed = end.earlier.map(({ jobId, of }) => [of ?? jobId, { jobId }] as const);
    return became("replay", jobIds, new Map(replayed));
  }
  const replays = end.done;
  const legs = replays.map(({ leg }) => leg);
  for (const { type, jobId } of legs) emit({ name: "enqueued", type, jobId, deduplicated: false });
  await publishSoon(legs, publish);
  const done = new Map(replays.map(({ leg, of }) => [of, { jobId: leg.jobId }] as const));
  return became("replay", jobIds, done, { isOnce: by.operationId !== undefined });
}
