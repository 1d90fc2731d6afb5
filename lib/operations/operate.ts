import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import type { Operation } from "@/lib/jobs/operations/job-filter";
import { replayJobs } from "@/lib/jobs/operations/replay-jobs";
import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import type { Untouched } from "@/lib/jobs/operations/untouched";
import type { By } from "@/lib/jobs/transitions/audit";

/** What became of each job of a part: done, or why it was left alone. */
export async function operate(
  operation: Operation,
  jobIds: readonly string[],
  by: By,
): Promise<("done" | Untouched)[]> {
  switch (operation) {
    case "cancel":
      return [...(await cancelJobs(jobIds, by)).values()].map((end) =>
        end === "cancelled" || end === "cancel-requested" ? "done" : end,
      );
    case "revive":
      return [...(await reviveJobs(jobIds, by, { publish: "now" })).values()].map((end) =>
        end === "revived" ? "done" : end,
      );
    case "replay":
      return [...(await replayJobs(jobIds, by, { publish: "now" })).values()].map((end) =>
        typeof end === "object" ? "done" : end,
      );
  }
}
