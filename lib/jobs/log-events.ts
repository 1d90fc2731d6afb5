import { logger } from "@/lib/logger/logger";
import type { JobEvent } from "./events";
import { foreignMessage } from "./install/owner";

/** Writes every log line of the engine. `error` only for what is final: a retry pages nobody. */
export function logEvent(event: JobEvent): void {
  const [level, message] = line(event);
  // winston formats what it then does not write.
  if (!logger().isLevelEnabled(level)) return;
  const { name, ...fields } = event;
  // One object: beside a message of its own, winston appends the fields' one and loses fields after a "%d".
  logger().log({ ...fields, event: `job.${name}`, level, message });
}

type Level = "debug" | "info" | "warn" | "error";

function line(event: JobEvent): [Level, string] {
  switch (event.name) {
    case "enqueueing":
      return ["info", `[jobs] Enqueueing job: ${subject(event)}`];
    case "enqueued":
      return ["info", `[jobs] Job enqueued successfully: ${subject(event)}`];
    case "published":
      return ["debug", `[jobs] Messages published: ${event.messages}`];
    case "publish-failed":
      return [
        "warn",
        `[jobs] Publishing failed, reconcile will repeat it: ${event.messages} messages, ${event.error}`,
      ];
    case "foreign-database":
      return ["error", `[jobs] ${event.messages} messages not sent: ${foreignMessage(event.owner)}`];
    case "leg-deduplicated":
      return ["warn", `[jobs] QStash already had leg ${event.leg} (jobId: ${event.jobId})`];
    case "claimed":
      return ["info", `[jobs] Processing job: ${subject(event)}`];
    case "not-claimed":
      return ["info", `[jobs] Delivery without a run: ${subject(event)}: ${event.reason}`];
    case "parked":
      if (event.reason === "concurrency")
        return ["info", `[jobs] Job parked, its key is taken: ${subject(event)}`];
      return event.reason === "paused"
        ? ["info", `[jobs] Job parked, its type is paused: ${subject(event)}`]
        : ["warn", `[jobs] Job parked until a deploy can run it (${event.reason}): ${subject(event)}`];
    case "waiting-for-deploy":
      return [
        "warn",
        `[jobs] ${event.jobs} jobs of "${event.type}" wait for a deploy that can run payload version ${event.payloadVersion} (${event.reason})`,
      ];
    case "lost":
      return ["warn", `[jobs] Run ${event.run} was lost: ${subject(event)}`];
    case "settled":
      return settledLine(event);
    case "superseded":
      return ["warn", `[jobs] Run ${event.run} was superseded, nothing written: ${subject(event)}`];
    case "exhausted":
      return ["error", failedLine(event, event.error)];
    case "expired":
      return ["error", failedLine(event, "its deadline passed")];
    case "rescued":
      return ["warn", `[jobs] Job rescued, leg ${event.leg}: ${subject(event)}`];
    case "cancelled":
      return ["info", `[jobs] Job cancelled: ${subject(event)}`];
    case "cancel-requested":
      return ["info", `[jobs] Job asked to stop: ${subject(event)}`];
    case "revived":
      return ["info", `[jobs] Job revived: ${subject(event)}`];
    case "paused":
      return ["warn", `[jobs] Jobs paused: ${event.type}`];
    case "resumed":
      return ["info", `[jobs] Jobs resumed: ${event.type}`];
    case "occurred":
      return [
        "info",
        `[jobs] Schedule ${event.scheduleId}, ${event.tick}: ${event.outcome} (${event.cause})`,
      ];
    case "firing-ignored":
      return ["warn", `[jobs] Schedule fired and was ignored: ${event.scheduleId} (${event.reason})`];
    case "ticks-missed":
      return [
        "warn",
        `[jobs] Schedule missed ${event.missed} ticks, made up for ${event.madeUp}: ${event.scheduleId}`,
      ];
    case "not-registered":
      return ["warn", `[jobs] QStash does not know schedule ${event.scheduleId} yet: ${event.error}`];
    case "draining":
      return ["info", `[jobs] Shutting down, runs under way: ${event.runs}`];
    case "handler-log":
      return ["info", `[jobs] ${event.type}: ${event.message}`];
    case "delivery-refused":
      return ["warn", `[jobs] Delivery refused: ${event.path} (${event.status}, ${event.reason})`];
    case "step-failed":
      return ["error", `[jobs] Could not ${event.during}: ${event.error}`];
    case "reconciled":
      return ["debug", "[jobs] Reconciled"];
  }
}

function settledLine(event: Extract<JobEvent, { name: "settled" }>): [Level, string] {
  if (event.outcome === "completed") return ["info", `[jobs] Job completed successfully: ${subject(event)}`];
  if (event.outcome === "failed" || event.outcome === "timeout") {
    return ["error", failedLine(event, event.error ?? event.outcome)];
  }
  if (event.error === null) return ["info", `[jobs] Job ${event.outcome}: ${subject(event)}`];
  return ["warn", `[jobs] Job run ended in ${event.outcome}: ${subject(event)}: ${event.error}`];
}

function failedLine({ type, jobId }: { type: string; jobId: string }, error: string): string {
  return `[jobs] Job failed: ${type} (jobId: ${jobId}, error: ${error.slice(0, 300)})`;
}

function subject({ type, jobId }: { type: string; jobId: string }): string {
  return `${type} (jobId: ${jobId})`;
}
