import { database } from "@/lib/db/client";
import type { JobDefinition } from "@/lib/jobs/define";
import { Directive } from "@/lib/jobs/directive";
import type { JobContext } from "@/lib/jobs/handle";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { findSettled, type Settled } from "@/lib/jobs/transitions/settle-run";
import type { Leavings } from "./leavings";
import { LeaseLost } from "./run-ended";
import { settlementOf } from "./settlement-of";
import { storableResult } from "./storable-result";
import { withDatabase } from "./with-database";

export type Completer = {
  complete: JobContext["complete"];
  isUnderWay(): boolean;
  /** What was committed; null without a `ctx.complete` that came through. */
  settled(): Settled | null;
};

const CALLED_TWICE = "ctx.complete ends the job, so it can be called once: put all writes into one call.";

/** Makes a run's `ctx.complete`: the handler's own writes and the settlement in one transaction. */
export function completer(held: HeldRun, job: JobDefinition, leavings: Leavings): Completer {
  let isUnderWay = false;
  let settled: Settled | null = null;

  const transaction: JobContext["complete"] extends (...given: infer Given) => unknown
    ? (...given: Given) => Promise<Settled>
    : never = async (result, work) => {
    const storable = await storableResult(result, job);
    return database().transaction(async (tx) => {
      await work(tx);
      const settlement = settlementOf(held, leavings, null, await Promise.all(leavings.followUps));
      const moved = await complete(tx, settlement, storable);
      if (moved === null) throw new LeaseLost();
      return moved;
    });
  };

  return {
    isUnderWay: () => isUnderWay || settled !== null,
    settled: () => settled,
    async complete(result, work) {
      if (isUnderWay || settled !== null) throw new Error(CALLED_TWICE);
      isUnderWay = true;
      try {
        settled = await transaction(result, work);
      } catch (error) {
        if (error instanceof LeaseLost) throw error;
        // A commit whose answer was lost may have happened.
        settled = await withDatabase("settle", () => findSettled(database(), held, "completed"));
        if (settled === null) throw error;
      } finally {
        isUnderWay = false;
      }
      return new Directive({ kind: "settled", settled });
    },
  };
}
