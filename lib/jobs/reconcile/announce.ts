import { emit } from "@/lib/jobs/events";
import type { Move } from "@/lib/jobs/transitions/move";

/** Says what became of rows that no run holds. */
export function announce(moves: Partial<Record<"expired" | "rescued" | "exhausted", Move>>): void {
  for (const { type, jobId } of moves.expired?.moved ?? []) emit({ name: "expired", type, jobId });
  for (const { type, jobId, leg } of moves.rescued?.moved ?? []) emit({ name: "rescued", type, jobId, leg });
  for (const { type, jobId, errorMessage } of moves.exhausted?.moved ?? []) {
    emit({ name: "exhausted", type, jobId, error: errorMessage ?? "" });
  }
}
