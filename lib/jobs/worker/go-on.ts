import { type ErrorDescription, ownError } from "@/lib/jobs/describe-error";
import type { GoOn } from "@/lib/jobs/directive";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import type { NewExecution } from "@/lib/jobs/transitions/new-execution";
import { storableCheckpoint } from "./storable-checkpoint";
import { secondsWithin } from "./to-when";
import { failed, type Verdict } from "./verdict";

/**
 * What becomes of a job whose handler asked for another run.
 *
 * @throws {PayloadError} {@link EnqueueOptionsError} for a batch that does not fit.
 */
export async function goOn(instruction: GoOn, held: HeldRun, followUps: NewExecution[]): Promise<Verdict> {
  const checkpoint = storableCheckpoint(instruction.checkpoint);
  if (checkpoint.note !== null) return failed(checkpointError(checkpoint.note));
  if (instruction.kind === "wait") {
    const { batch } = instruction;
    return {
      verb: "wait",
      batch: "batchId" in batch ? batch : await batch.prepared,
      checkpoint,
      followUps,
    };
  }
  if (held.continuations >= held.maxContinuations) return failed(continuationsError(held));
  const delaySeconds = secondsWithin(instruction.delaySeconds ?? growingDelay(held.continuations + 1));
  return { verb: "continue", checkpoint, delaySeconds, followUps };
}

/** None for the first five, then 1 s, 2 s, 4 s, … up to a minute: a job that gets nowhere does not spin. */
function growingDelay(continuation: number): number {
  return continuation <= 5 ? 0 : Math.min(60, 2 ** (continuation - 6));
}

function continuationsError({ maxContinuations }: HeldRun): ErrorDescription {
  const message =
    `It has gone on ${maxContinuations} times and asked for more. ` +
    "Raise maxContinuations in its definition if it needs that many.";
  return ownError("ContinuationsExhausted", "continuations-exhausted", message);
}

function checkpointError(note: string): ErrorDescription {
  const message = `Its checkpoint cannot be kept, so it cannot go on. ${note}`;
  return ownError("CheckpointError", "checkpoint-invalid", message);
}
