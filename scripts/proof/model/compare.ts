import { isDeepStrictEqual } from "node:util";
import { isTerminal } from "@/lib/jobs/lifecycle";
import { cancel, isHeld, isOpen, NEW_ROW, type Row, wake } from "@/scripts/proof/check/row";
import type { Job, Snapshot } from "./snapshot";

/** Rows that a command changes, by job id; all others stay as they are. */
export type Expected = ReadonlyMap<string, Row>;

/** What differs from the model, in words; empty when nothing does. */
export function differences(before: Snapshot, after: Snapshot, expected: Expected): string[] {
  const known = new Map(before.jobs.map((job) => [job.jobId, job]));
  const complaints = after.jobs.flatMap((job) => {
    const earlier = known.get(job.jobId);
    known.delete(job.jobId);
    const base = expected.get(job.jobId) ??
      earlier?.row ?? { ...NEW_ROW, maxRetries: job.row.maxRetries, maxContinuations: 2 };
    const allowed = outcomes(after, job, base, earlier?.row ?? base).map(comparable);
    const found = comparable(job.row);
    const wrong = allowed.some((row) => isDeepStrictEqual(row, found))
      ? []
      : [
          `${job.jobId}: expected ${allowed.map((row) => JSON.stringify(row)).join(" or ")}, found ${JSON.stringify(found)}`,
        ];
    return [...wrong, ...rewritten(earlier, job)];
  });
  return [...complaints, ...[...known.keys()].map((jobId) => `${jobId} is gone`)];
}

/** A full batch wakes its waiter; a batch that is to end may take any child along that no run holds. */
function outcomes(after: Snapshot, job: Job, base: Row, earlier: Row): Row[] {
  const isFull = job.waitsFor !== null && after.batches.get(job.waitsFor)?.isClosed === true;
  const row = base.status === "waiting" && isFull ? (wake(base) ?? base) : base;
  if (!job.isFlagged) return [row];
  // Whether it was taken before it was rescued or woken, or after, makes a difference of a leg.
  const taken = [earlier, base, row].map((each) => (isOpen(each) && !isHeld(each) ? cancel(each) : null));
  return [row, ...taken.filter((each) => each !== null)];
}

/** Whether its message left depends on who else published: `isAbandoned` has a check of its own. */
function comparable(row: Row): Row {
  return { ...row, isPublished: false };
}

function rewritten(earlier: Job | undefined, { jobId, row, end }: Job): string[] {
  if (earlier === undefined || !isTerminal(earlier.row.status) || row.revivals > earlier.row.revivals)
    return [];
  return isDeepStrictEqual(earlier.end, end)
    ? []
    : [`${jobId}: its end was rewritten to ${JSON.stringify(end)}`];
}
