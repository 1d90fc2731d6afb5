import type { ErrorDescription } from "@/lib/jobs/describe-error";
import type { PreparedBatch } from "@/lib/jobs/enqueue-batch";
import type { Storable } from "@/lib/jobs/payloads/storable";
import type { NewExecution } from "@/lib/jobs/transitions/new-execution";
import type { When } from "@/lib/jobs/transitions/retry";
import type { Settled } from "@/lib/jobs/transitions/settle-run";

/** Which verb settles the run, with all it needs. */
export type Verdict =
  | { verb: "complete"; result: Storable; followUps: NewExecution[] }
  | { verb: "continue"; checkpoint: Storable; delaySeconds: number; followUps: NewExecution[] }
  | {
      verb: "wait";
      batch: PreparedBatch | { batchId: string };
      checkpoint: Storable;
      followUps: NewExecution[];
    }
  | { verb: "retry"; next: When; error: ErrorDescription }
  | { verb: "defer"; until: When; error: ErrorDescription }
  | { verb: "fail"; status: "failed" | "timeout"; error: ErrorDescription }
  | { verb: "cancel" }
  /** By `ctx.complete`: nothing is left to write. */
  | { verb: "settled"; settled: Settled };

/** No later attempt can help. */
export function failed(error: ErrorDescription): Verdict {
  return { verb: "fail", status: "failed", error };
}
