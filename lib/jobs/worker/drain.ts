import { setTimeout as wait } from "node:timers/promises";
import { env } from "@/lib/env/env";
import { emit } from "@/lib/jobs/events";
import { ShuttingDown } from "./run-ended";

type Draining = {
  isDraining: boolean;
  /** Runs have had their time to end by themselves. */
  isOver: boolean;
  runs: Set<AbortController>;
  /** Deliveries that were not answered yet. */
  unanswered: number;
  whenAnswered: (() => void)[];
};

/** How long runs that were told to stop may take to give their jobs back, in milliseconds. */
const GIVE_BACK_MS = 15_000;

/** For the last answers to leave before the process ends, in milliseconds. */
const LAST_ANSWERS_MS = 100;

// One per process, whatever bundle of it a worker route lies in.
const shared = globalThis as typeof globalThis & { jobsDraining?: Draining };

/** True once the process was told to stop: it takes no new run. */
export function isDraining(): boolean {
  return state().isDraining;
}

/** Does what a delivery asks for; a shutdown waits for the answer. */
export async function untilAnswered<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  const draining = state();
  draining.unanswered += 1;
  try {
    return await work();
  } finally {
    draining.unanswered -= 1;
    if (draining.unanswered === 0) for (const tell of draining.whenAnswered.splice(0)) tell();
  }
}

/** Lets a shutdown abort the run; call the answer when the run has ended. */
export function drainable(aborter: AbortController): () => void {
  const { runs, isOver } = state();
  runs.add(aborter);
  if (isOver) aborter.abort(new ShuttingDown());
  return () => runs.delete(aborter);
}

/**
 * Lets runs that are under way end by themselves for `JOBS_DRAIN_SECONDS`, then aborts what is left with
 * `ShuttingDown`: such a run gives its job back at once, instead of leaving it to its lease.
 */
async function drain(draining: Draining): Promise<void> {
  draining.isDraining = true;
  emit({ name: "draining", runs: draining.runs.size });
  await answered(draining, env().JOBS_DRAIN_SECONDS * 1000);
  draining.isOver = true;
  for (const aborter of draining.runs) aborter.abort(new ShuttingDown());
  await answered(draining, GIVE_BACK_MS);
}

function answered({ unanswered, whenAnswered }: Draining, atMostMs: number): Promise<unknown> {
  if (unanswered === 0) return Promise.resolve();
  const all = new Promise<void>((resolve) => whenAnswered.push(resolve));
  return Promise.race([all, wait(atMostMs, undefined, { ref: false })]);
}

/**
 * A listener keeps the process from ending as it would without one. Where somebody else listens, such as Next,
 * ending is theirs: they wait for the answers too. Otherwise it ends by the same signal, after the drain.
 */
async function onSigterm(): Promise<void> {
  const draining = state();
  if (draining.isDraining) return;
  const isAlone = process.listenerCount("SIGTERM") === 1;
  await drain(draining);
  if (!isAlone) return;
  await wait(LAST_ANSWERS_MS);
  process.removeListener("SIGTERM", listen);
  process.kill(process.pid, "SIGTERM");
}

function listen(): void {
  void onSigterm();
}

function state(): Draining {
  if (shared.jobsDraining === undefined) {
    shared.jobsDraining = {
      isDraining: false,
      isOver: false,
      runs: new Set(),
      unanswered: 0,
      whenAnswered: [],
    };
    // First, to see the others that listen for it once.
    process.prependListener("SIGTERM", listen);
  }
  return shared.jobsDraining;
}
