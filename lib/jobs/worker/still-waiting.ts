import type { HeldRun } from "@/lib/jobs/transitions/claim";
import type { Ending } from "./execute";
import { runLeavings } from "./leavings";

/**
 * How the run of a job ends that was cancelled or ran out of time while it waited and was then revived: its handler,
 * which would take the children for ended, does not run before they have. Null for any other run.
 */
export function stillWaiting(held: HeldRun, messageId: string | null): Ending | null {
  const { waitsFor: batchId, isStillWaiting, checkpoint } = held;
  if (batchId === null || !isStillWaiting) return null;
  const instruction = { kind: "wait", batch: { batchId }, checkpoint } as const;
  return { kind: "directed", instruction, leavings: runLeavings(messageId) };
}
