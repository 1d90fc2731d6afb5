import { randomUUID } from "node:crypto";
import { cancelBatch } from "@/lib/jobs/operations/cancel-batch";
import { countMatching } from "@/lib/jobs/operations/count-matching";
import type { Operation } from "@/lib/jobs/operations/job-filter";
import { nextMatching } from "@/lib/jobs/operations/matching";
import { pauseType } from "@/lib/jobs/operations/pause-type";
import { resumeType } from "@/lib/jobs/operations/resume-type";
import { BEGINNING, type Cursor } from "@/lib/jobs/operations/walk";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { park } from "@/lib/jobs/transitions/park";
import { operate } from "@/lib/operations/operate";
import type { Move } from "./cut";
import { pause } from "./moves";
import { held, planted, plantedBatch, probeOf } from "./probe";
import type { Stage } from "./stage";
import { type Standing, withBatches, withJobs } from "./standing";

const by = { userId: 7 };

/** What people do to jobs, to all that match and to a type; whoever gets no answer does it again. */
export function deedsOfPeople({ db, seen }: Stage): Record<string, () => Promise<Move>> {
  /** A run of an operation on all of a type, as the one after it does it again. */
  async function operation(name: Operation, type: string) {
    const wanted = { operation: name, filter: { types: [type] } };
    const { startedAt } = await countMatching(seen, wanted);
    const operationId = randomUUID();
    return async () => {
      for (let from: Cursor | null = BEGINNING; from !== null; ) {
        const { places, next } = await nextMatching(db, { ...wanted, startedAt }, from);
        await operate(
          name,
          places.map(({ jobId }) => jobId),
          { ...by, operationId },
        );
        from = next;
      }
    };
  }
  return {
    async "pause a type"() {
      const { type } = probeOf("pause");
      return {
        type,
        text: "insert into job_pauses",
        step: () => pauseType(type, by),
        moved: (before) => audited({ ...before, isPaused: true }, 1),
      };
    },
    async "resume a type"() {
      const job = probeOf("resume");
      const row = await planted(db, job);
      await pause(seen, job.type);
      await park(db, row);
      return {
        type: job.type,
        text: "delete from job_pauses",
        step: () => resumeType(job.type, by),
        movedAtFirst: resumed,
        moved: (before) => withJobs(resumed(before), { parked: null }),
      };
    },
    async "cancel all that match"() {
      const job = probeOf("cancel-all");
      await planted(db, job);
      await held(db, job);
      return {
        type: job.type,
        text: "cancel_requested_at = coalesce",
        step: await operation("cancel", job.type),
        moved(before) {
          const [idle, running] = before.jobs.map((each) => ({ ...each, isAsked: true }));
          if (idle === undefined || running === undefined) throw new Error("Two rows were planted.");
          return audited({ ...before, jobs: [{ ...idle, status: "cancelled" }, running] }, 2);
        },
      };
    },
    async "revive all that match"() {
      const job = probeOf("revive-all");
      const { children } = await plantedBatch(db, job, 3);
      await cancel(
        db,
        children.slice(1).map(({ jobId }) => jobId),
      );
      return {
        type: job.type,
        text: "found.revivals + 1",
        step: await operation("revive", job.type),
        moved(before) {
          const jobs = before.jobs.map((each) =>
            each.status === "cancelled"
              ? { ...each, status: "pending", leg: 2, revivals: 1, isAsked: false }
              : each,
          );
          return audited(withBatches({ ...before, jobs }, { cancelled: 0 }), 2);
        },
      };
    },
    async "replay all that match"() {
      const job = probeOf("replay-all");
      const rows = [await planted(db, job), await planted(db, job)];
      await cancel(
        db,
        rows.map(({ jobId }) => jobId),
      );
      return {
        type: job.type,
        text: "'replay:'",
        step: await operation("replay", job.type),
        moved(before) {
          const again = before.jobs.map((each) => ({ ...each, status: "pending", isAsked: false }));
          return audited({ ...before, jobs: [...before.jobs, ...again] }, 2);
        },
      };
    },
    async "cancel a batch"() {
      const job = probeOf("cancel-batch");
      const { batchId } = await plantedBatch(db, job, 2);
      return {
        type: job.type,
        text: "update job_batches set cancel_requested_at",
        step: () => cancelBatch(batchId, by),
        movedAtFirst: flagged,
        // It was asked for twice, and the audit says so.
        moved: (before) =>
          audited(
            withBatches(withJobs(flagged(before), { status: "cancelled", isAsked: true }), {
              cancelled: 2,
              isClosed: true,
            }),
            1,
          ),
      };
    },
  };
}

function resumed(before: Standing): Standing {
  return audited({ ...before, isPaused: false }, 1);
}

function flagged(before: Standing): Standing {
  return audited(withBatches(before, { isFlagged: true }), 1);
}

function audited(before: Standing, lines: number): Standing {
  return { ...before, audits: before.audits + lines };
}
