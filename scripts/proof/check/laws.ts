import { isTerminal } from "@/lib/jobs/lifecycle";
import type { Edge } from "./edge";
import { isHeld } from "./row";
import type { Job, State } from "./state";

/** What is wrong with a step, or with the state it leads to; null when nothing is. */
export function brokenLaw(before: State, edge: Edge): string | null {
  return brokenByStep(before, edge) ?? brokenState(edge.next);
}

function brokenByStep(before: State, { next, writer, isRevive, givesUp }: Edge): string | null {
  for (const [index, { row, post }] of before.jobs.entries()) {
    const after = next.jobs[index]?.row;
    if (after === undefined || after === row) continue;
    if (isTerminal(row.status) && after.status !== row.status && isRevive !== true)
      return "a terminal status was rewritten";
    const isOthers = writer === undefined && isHeld(row);
    if (isOthers && (after.status !== row.status || after.run !== row.run)) return "a live run lost its job";
    if (writer?.job === index && writer.run !== row.run) return "a stale write";
    if (after.run < row.run || after.leg < row.leg) return "run or leg fell";
    if (
      givesUp === index &&
      post.held &&
      row.status !== "processing" &&
      after.status !== "cancelled" &&
      after.status !== "timeout"
    )
      return "given up while QStash has its message";
  }
  return null;
}

function brokenState(state: State): string | null {
  for (const job of state.jobs) {
    const broken = brokenJob(job);
    if (broken !== null) return broken;
  }
  const runs = state.jobs.filter(({ row, hasKey }) => hasKey && row.status === "processing");
  if (runs.length > 1) return "two runs of one key";
  return state.batch.total === 0 ? null : brokenBatch(state);
}

function brokenJob({ row, post, effects, isThere }: Job): string | null {
  if (post.sent && !isThere) return "a message without its row";
  if (row.run - row.attempts !== Number(row.status === "processing")) return "attempt rows differ from runs";
  if (effects.some(({ applied }) => applied > 1)) return "an effect happened twice";
  if (effects.some(({ ledger, applied }) => ledger === "refused" && applied > 0))
    return "an effect that happened is noted as refused";
  if (row.status === "completed" && effects.some(({ applied }) => applied !== 1))
    return "a completed job lacks an effect";
  return null;
}

/** An open batch has the ends of its children; a closed one has `total`, whatever a revive did since. */
function brokenBatch({ jobs, batch }: State): string | null {
  const ends = jobs.filter(({ isChild, isCounted }) => isChild && isCounted).map(({ row }) => row.status);
  const recount = [
    ends.filter((status) => status === "completed").length,
    ends.filter((status) => status === "failed" || status === "timeout").length,
    ends.filter((status) => status === "cancelled").length,
  ].join();
  const { completed, failed, cancelled, total, isClosed, wakes } = batch;
  const isRight = isClosed
    ? completed + failed + cancelled === total
    : [completed, failed, cancelled].join() === recount;
  if (!isRight) return "the batch's counters differ from a recount";
  if (isClosed && jobs[0]?.row.status === "waiting") return "a full batch whose waiter still waits";
  return wakes > 1 ? "a waiter was woken twice" : null;
}
