import { emit } from "@/lib/jobs/events";
import type { Occurred } from "@/lib/jobs/transitions/occur";
import type { Cause } from "./outcomes";

/** Says what became of a tick. */
export function announceOccurred(
  scheduleId: string,
  cause: Cause,
  tick: Date,
  { outcome, leg }: Occurred,
): void {
  emit({ name: "occurred", scheduleId, cause, outcome, tick: tick.toISOString() });
  if (leg !== null) emit({ name: "enqueued", type: leg.type, jobId: leg.jobId, deduplicated: false });
}
