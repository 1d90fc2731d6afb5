import type { ErrorDescription } from "@/lib/jobs/describe-error";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import type { NewExecution } from "@/lib/jobs/transitions/new-execution";
import type { Settlement } from "@/lib/jobs/transitions/settle-run";
import type { Leavings } from "./leavings";

/** What every settlement of this run carries. */
export function settlementOf(
  run: HeldRun,
  { progress, logs, messageId }: Leavings,
  error: ErrorDescription | null,
  followUps: readonly NewExecution[],
): Settlement {
  const appVersion = process.env.VERCEL_GIT_COMMIT_SHA ?? null;
  return { run, progress, logs, messageId, error, followUps, appVersion };
}
