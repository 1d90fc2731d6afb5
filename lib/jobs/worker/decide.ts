import type { JobDefinition } from "@/lib/jobs/define";
import { describeError } from "@/lib/jobs/describe-error";
import type { PayloadError, UpcastError } from "@/lib/jobs/errors";
import type { Hider } from "@/lib/jobs/payloads/hider";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import { afterThrow, afterTimeLimit } from "./after-throw";
import type { Ending } from "./execute";
import { goOn } from "./go-on";
import { ShuttingDown } from "./run-ended";
import { storableResult } from "./storable-result";
import { failed, type Verdict } from "./verdict";

/** Turns how a run ended into what becomes of the job, without its secrets. Writes nothing and never throws. */
export async function decide(ending: Ending, held: HeldRun, job: JobDefinition): Promise<Verdict> {
  const { hide } = ending.leavings;
  switch (ending.kind) {
    case "settled":
      return { verb: "settled", settled: ending.settled };
    case "returned":
    case "directed":
      return onward(ending, held, job);
    case "payload-invalid":
      return payloadRefused(ending.error, hide);
    case "timed-out":
      return afterTimeLimit(held);
    case "shut-down":
      return afterShutdown();
    case "cancelled":
      return { verb: "cancel" };
    case "threw":
      return afterThrow(ending.thrown, held, job, hide);
  }
}

/** The handler said how its job goes on. What does not fit fails the job: it would not fit in another run either. */
async function onward(
  ending: Extract<Ending, { kind: "returned" | "directed" }>,
  held: HeldRun,
  job: JobDefinition,
): Promise<Verdict> {
  try {
    const followUps = await Promise.all(ending.leavings.followUps);
    return ending.kind === "returned"
      ? { verb: "complete", result: await storableResult(ending.value, job), followUps }
      : await goOn(ending.instruction, held, followUps);
  } catch (error) {
    return failed({ ...describeError(error, ending.leavings.hide), code: "enqueue-invalid" });
  }
}

/** No attempt can help: another deploy may, and a person who revives the job then. */
function payloadRefused(error: PayloadError | UpcastError, hide: Hider): Verdict {
  const description = describeError(error, hide);
  return failed({ ...description, code: description.code ?? "payload-invalid" });
}

function afterShutdown(): Verdict {
  return {
    verb: "defer",
    until: { inSeconds: 0 },
    error: { ...describeError(new ShuttingDown()), code: "shut-down", stack: null },
  };
}
