import { cleanupOldData } from "@/lib/cleanup/jobs";
import type { JobInput } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import type { ExecutionRow, World } from "@/tests/helpers/world";

type CleanupType = JobInput<typeof cleanupOldData>["cleanupType"];

/** Cleans up as a schedule would have it done, and answers the result. */
export async function cleanUp(
  world: World,
  cleanupType: CleanupType,
  daysOld: number,
  { dryRun = false }: { dryRun?: boolean } = {},
) {
  const { jobId } = await enqueue(cleanupOldData, { cleanupType, daysOld, dryRun });
  return resultOf(await world.waitFor(jobId, "completed"));
}

export function resultOf({ result }: ExecutionRow) {
  return cleanupOldData.result.parse(result);
}
