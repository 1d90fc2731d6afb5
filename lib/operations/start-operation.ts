import { database } from "@/lib/db/client";
import type { JobInput } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import { PayloadError } from "@/lib/jobs/errors";
import { countMatching } from "@/lib/jobs/operations/count-matching";
import { operateOnJobs } from "./jobs";

type Asked = Pick<JobInput<typeof operateOnJobs>, "operation" | "filter" | "by">;

/**
 * Does one thing to every job that matches now: as a job, whose progress is in jobs. Ask `countMatching` first and show
 * the number to whoever confirms it. What is enqueued or ends later is not touched.
 *
 * @returns the job that does it, and how many match; null for more than could be counted in two seconds.
 * @throws {PayloadError} for a filter that does not fit, or an empty one. Nothing was written.
 */
export async function startOperation({ operation, filter, by }: Asked) {
  const checked = operateOnJobs.payload.shape.filter.safeParse(filter);
  if (!checked.success) throw new PayloadError(operateOnJobs.type, checked.error.issues);
  const { startedAt, total } = await countMatching(database(), { operation, filter: checked.data });
  const actor = { userId: by.userId, organizationId: null };
  const { jobId } = await enqueue(operateOnJobs, { operation, filter, startedAt, total, by }, { actor });
  return { jobId, total };
}
