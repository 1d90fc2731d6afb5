import { setTimeout as wait } from "node:timers/promises";
import { env } from "@/lib/env/env";
import { emit } from "@/lib/jobs/events";
import { ShuttingDown } from "./run-ended";

type Draining = { isDraining: boolean; runs: Set<AbortController> };

// One per process, whatever bundle of it a worker route lies in.
const shared = globalThis as typeof globalThis & { jobsDraining?: Draining };

/** True once the process was told to stop: it takes no new run. */
export function isDraining(): boolean {
  return state().isDraining;
}

/** Lets a shutdown abort the run; call the answer when the run has ended. */
export function drainable(aborter: AbortController): () => void {
  const { runs } = state();
  runs.add(aborter);
  return () => runs.delete(aborter);
}

/**
 * Lets runs that are under way end by themselves for `JOBS_DRAIN_SECONDS`, then aborts what is left with
 * `ShuttingDown`: such a run gives its job back at once, instead of leaving it to its lease.
 */
async function drain(): Promise<void> {
  const draining = state();
  if (draining.isDraining) return;
  draining.isDraining = true;
  emit({ name: "draining", runs: draining.runs.size });
  await wait(env().JOBS_DRAIN_SECONDS * 1000, undefined, { ref: false });
  for (const aborter of draining.runs) aborter.abort(new ShuttingDown());
}

function state(): Draining {
  if (shared.jobsDraining === undefined) {
    shared.jobsDraining = { isDraining: false, runs: new Set() };
    process.once("SIGTERM", () => void drain());
  }
  return shared.jobsDraining;
}
