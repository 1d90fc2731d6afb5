import { database } from "@/lib/db/client";
import { env } from "@/lib/env/env";
import { emit } from "@/lib/jobs/events";
import type { Outcome } from "@/lib/jobs/lifecycle";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { defer } from "@/lib/jobs/transitions/defer";
import { fail } from "@/lib/jobs/transitions/fail";
import { retry } from "@/lib/jobs/transitions/retry";
import { findSettled, type Settled, type Settlement } from "@/lib/jobs/transitions/settle-run";
import type { Verdict } from "./decide";
import { withDatabase } from "./with-database";

/** The row as the settlement left it; null when it belongs to another run by now: nothing was written. */
export async function settle(
  verdict: Verdict,
  held: HeldRun,
  rest: Pick<Settlement, "progress" | "messageId">,
): Promise<Settled | null> {
  const settlement: Settlement = {
    run: held,
    error: verdict.verb === "complete" ? null : verdict.error,
    appVersion: process.env.VERCEL_GIT_COMMIT_SHA ?? null,
    ...rest,
  };
  const outcome = outcomeOf(verdict);
  const settled = await withDatabase("settle", async () => {
    // No row: either a commit whose answer was lost, or this run is a zombie.
    return (await write(verdict, settlement)) ?? (await findSettled(database(), held, outcome));
  });
  announce(settled, held, outcome, settlement);
  return settled;
}

function write(verdict: Verdict, settlement: Settlement): Promise<Settled | null> {
  switch (verdict.verb) {
    case "complete":
      return complete(database(), settlement, verdict.result);
    case "retry":
      return retry(database(), settlement, verdict.next);
    case "defer":
      return defer(database(), settlement, verdict.until, env().QSTASH_MAX_DELAY);
    case "fail":
      return fail(database(), settlement, verdict.status);
  }
}

function outcomeOf(verdict: Verdict): Outcome {
  switch (verdict.verb) {
    case "complete":
      return "completed";
    case "retry":
      return "retry";
    case "defer":
      return "deferred";
    case "fail":
      return verdict.status;
  }
}

function announce(settled: Settled | null, held: HeldRun, outcome: Outcome, { error }: Settlement): void {
  const { type, jobId, run, attempt } = held;
  if (settled === null) return emit({ name: "superseded", type, jobId, run });
  emit({
    name: "settled",
    type,
    jobId,
    outcome,
    run,
    attempt,
    ranMs: settled.ranMs,
    error: error?.message ?? null,
  });
}
