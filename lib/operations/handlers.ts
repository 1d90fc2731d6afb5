import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { handle } from "@/lib/jobs/handle";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import type { Operation } from "@/lib/jobs/operations/job-filter";
import { nextMatching } from "@/lib/jobs/operations/matching";
import { replayJobs } from "@/lib/jobs/operations/replay-jobs";
import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import type { By } from "@/lib/jobs/transitions/audit";
import { operateOnJobs } from "./jobs";

/** A run begins no further page when less than this is left to it, in milliseconds. */
const PAGE_MS = 20_000;

const checkpoint = z.object({ readTo: z.uuid() }).nullable();

/**
 * Each page may be done twice, by a run that died and by the next one, and has its effect once: what is cancelled or
 * revived does not match any more, and of each job the operation makes one replay. How far it is, the audit knows.
 */
export const handleOperateOnJobs = handle(
  operateOnJobs,
  async ({ operation, total, by: person, ...what }, ctx) => {
    const by = { ...person, operationId: ctx.jobId };
    let done = await countDone(ctx.jobId);
    let readTo = checkpoint.parse(ctx.checkpoint)?.readTo ?? null;
    do {
      ctx.signal.throwIfAborted();
      const page = await nextMatching(database(), { operation, ...what }, readTo);
      // It is open itself, and may match.
      done += await operate(
        operation,
        page.jobIds.filter((jobId) => jobId !== ctx.jobId),
        by,
      );
      ctx.progress(done, total ?? undefined);
      readTo = page.readTo;
      if (readTo !== null && ctx.stopAt.getTime() - Date.now() < PAGE_MS)
        return ctx.continueWith({ readTo }, { delay: 0 });
    } while (readTo !== null);
    return { done };
  },
);

/** How many jobs that concerned. */
async function operate(operation: Operation, jobIds: readonly string[], by: By): Promise<number> {
  switch (operation) {
    case "cancel": {
      const became = [...(await cancelJobs(jobIds, by)).values()];
      return became.filter((end) => end === "cancelled" || end === "cancel-requested").length;
    }
    case "revive":
      return (await reviveJobs(jobIds, by, { publish: "now" })).length;
    case "replay":
      return (await replayJobs(jobIds, by, { publish: "now" })).length;
  }
}

async function countDone(operationId: string): Promise<number> {
  const [row] = await query(
    database(),
    z.object({ done: z.number() }),
    sql`select count(*)::int as done from job_audit where operation_id = ${operationId}::uuid`,
  );
  return row?.done ?? 0;
}
