import type { Outcome } from "./lifecycle";
import { logEvent } from "./log-events";
import { countEvent } from "./metrics/process-counts";
import type { Cause, OccurrenceOutcome } from "./schedules/outcomes";

type Job = { type: string; jobId: string };

/** What the engine tells about itself, past tense; never a payload, never a secret. */
export type JobEvent =
  | ({ name: "enqueueing" } & Job)
  | ({ name: "enqueued"; deduplicated: boolean } & Job)
  | { name: "published"; messages: number }
  | { name: "publish-failed"; messages: number; error: string }
  | { name: "foreign-database"; owner: string; messages: number }
  | { name: "leg-deduplicated"; jobId: string; leg: number }
  | ({ name: "claimed"; run: number; attempt: number; leg: number; waitedMs: number } & Job)
  | ({ name: "not-claimed"; reason: string } & Job)
  /** Its message waits on its row: for a resume, or for a deploy that can run it. */
  | ({ name: "parked"; reason: "paused" | "concurrency" | "unknown-type" | "newer-payload" } & Job)
  /** Jobs that no deploy has taken up yet, as a pass of reconcile finds them. */
  | { name: "waiting-for-deploy"; type: string; reason: string; payloadVersion: number; jobs: number }
  | ({ name: "lost"; run: number } & Job)
  | ({
      name: "settled";
      outcome: Outcome;
      run: number;
      attempt: number;
      ranMs: number;
      error: string | null;
    } & Job)
  | ({ name: "superseded"; run: number } & Job)
  | ({ name: "exhausted"; error: string } & Job)
  | ({ name: "expired" } & Job)
  | ({ name: "rescued"; leg: number } & Job)
  | ({ name: "cancelled" } & Job)
  | ({ name: "cancel-requested" } & Job)
  | ({ name: "revived" } & Job)
  | { name: "paused" | "resumed"; type: string }
  | { name: "occurred"; scheduleId: string; cause: Cause; outcome: OccurrenceOutcome; tick: string }
  | { name: "firing-ignored"; scheduleId: string; reason: string }
  | { name: "ticks-missed"; scheduleId: string; missed: number; madeUp: number }
  | { name: "not-registered"; scheduleId: string; error: string }
  | { name: "draining"; runs: number }
  | ({ name: "handler-log"; run: number; message: string; fields: Record<string, unknown> } & Job)
  | { name: "delivery-refused"; path: string; status: number; reason: string }
  | { name: "step-failed"; during: string; error: string }
  | { name: "reconciled"; tally: Record<string, number> };

type Subscriber = (event: JobEvent) => void;

const subscribers = new Set<Subscriber>([logEvent, countEvent]);

/** Calls `subscriber` with every event of this process until the returned function is called. */
export function subscribe(subscriber: Subscriber): () => void {
  subscribers.add(subscriber);
  return () => subscribers.delete(subscriber);
}

/** Tells everybody. A subscriber that throws is its own problem: no job is lost over a log line. */
export function emit(event: JobEvent): void {
  for (const subscriber of subscribers) {
    try {
      subscriber(event);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error), "JobEventSubscriberWarning");
    }
  }
}
