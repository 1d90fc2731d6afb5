import { type Outcome, type Status, TERMINAL_STATUSES } from "@/lib/jobs/lifecycle";
import type { EndedRun } from "@/lib/jobs/reading/read-attempts";
import type { JobDetail } from "@/lib/jobs/reading/read-job";

/** A way from one status to another, and how often it was gone. */
export type Passage = { from: Status; to: Status; times: number };

/**
 * The ways that a job has gone, counted from its runs. A run that was lost counts as one that is tried again, but for
 * the last one of a job that has ended. Of a job with more runs than were read, of those that were read.
 */
export function passagesOf(
  { status, attempt }: Pick<JobDetail, "status" | "attempt">,
  runs: readonly Pick<EndedRun, "attempt" | "outcome">[],
): Passage[] {
  const count = (outcome: Outcome) => runs.filter((run) => run.outcome === outcome).length;
  const begun = [...runs.map((run) => run.attempt), ...(status === "processing" ? [attempt] : [])];
  const last = runs.at(-1)?.outcome;
  const end = TERMINAL_STATUSES.find((one) => one === status);
  const isLostEnd = end !== undefined && last === "lost";
  // Cancelled or expired between two runs, or before the first.
  const isEndedAside = end !== undefined && last !== end && last !== "lost";
  const isStillWaiting = status === "waiting" || (isEndedAside && last === "waiting");
  const passages: Passage[] = [
    { from: "pending", to: "processing", times: begun.filter((number) => number <= 1).length },
    { from: "retrying", to: "processing", times: begun.filter((number) => number > 1).length },
    { from: "processing", to: "retrying", times: count("retry") + count("lost") - (isLostEnd ? 1 : 0) },
    { from: "processing", to: "pending", times: count("continued") + count("deferred") },
    { from: "processing", to: "waiting", times: count("waiting") },
    { from: "waiting", to: "pending", times: count("waiting") - (isStillWaiting ? 1 : 0) },
    ...TERMINAL_STATUSES.map((to) => ({
      from: "processing" as const,
      to,
      times: count(to) + (isLostEnd && to === end ? 1 : 0),
    })),
    ...(isEndedAside ? [{ from: placeAfter(last), to: end, times: 1 }] : []),
  ];
  return passages.filter(({ times }) => times > 0);
}

/** Where a job stands between two runs. */
function placeAfter(last: Outcome | undefined): Status {
  if (last === "retry") return "retrying";
  return last === "waiting" ? "waiting" : "pending";
}
