import { database } from "@/lib/db/client";
import type { Status } from "@/lib/jobs/lifecycle";
import { prune } from "@/lib/jobs/transitions/prune";
import type { Page, PageOptions, Place, Step } from "./step";
import { noteRemoved } from "./tally";

/** Each takes its attempts, logs and effects along. */
const PAGE = 500;

/** Ended jobs of one status: by the engine's own rule, which keeps what somebody needs yet (docs/retention.md). */
export function jobHistory(status: Status): Step {
  return {
    target: "job_executions",
    async page(options) {
      if (options.isDry) return await nextPage(options);
      return await database().transaction((tx) => nextPage(options, tx));
    },
  };

  async function nextPage({ daysOld, after, isDry, jobId }: PageOptions, tx = database()): Promise<Page> {
    const keep = { status, days: daysOld, max: null };
    const { pruned, bytes, last } = await prune(tx, keep, toPlace(after), PAGE, { onlyCount: isDry });
    if (!isDry) await noteRemoved(tx, jobId, "job_executions", { count: pruned, bytes });
    return { count: pruned, bytes, after: last === null ? null : [last.completedAt, last.jobId] };
  }
}

function toPlace(after: Place) {
  const [completedAt, jobId] = after ?? [];
  return completedAt === undefined || jobId === undefined ? null : { completedAt, jobId };
}
