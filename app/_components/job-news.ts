import type { JobView } from "@/lib/jobs/view";

/** What tabs of one browser tell each other about jobs. */
export type JobNews =
  | { kind: "started"; jobId: string }
  | { kind: "settled"; jobId: string; job: JobView }
  /** Started once more after it had ended. */
  | { kind: "reopened"; jobId: string };

const KINDS: readonly unknown[] = ["started", "settled", "reopened"] satisfies JobNews["kind"][];

/** Whether a message is one of ours: a tab may have been open since before the last deploy. */
export function isJobNews(message: unknown): message is JobNews {
  if (typeof message !== "object" || message === null) return false;
  if (!("kind" in message && "jobId" in message && KINDS.includes(message.kind))) return false;
  return typeof message.jobId === "string" && (message.kind !== "settled" || hasView(message));
}

function hasView(message: object): boolean {
  return (
    "job" in message && typeof message.job === "object" && message.job !== null && "status" in message.job
  );
}
