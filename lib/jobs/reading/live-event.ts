import { z } from "zod";

/** What can happen to a job; `run`: a run ended, and not its job. */
export const EVENT_KINDS = [
  "enqueued",
  "started",
  "log",
  "run",
  "completed",
  "failed",
  "timeout",
  "cancelled",
] as const;

export const liveEvent = z.object({
  kind: z.enum(EVENT_KINDS),
  /** As Postgres writes it, to the microsecond; of a line, by the clock of its run. */
  at: z.string(),
  jobId: z.uuid(),
  type: z.string(),
  organizationId: z.number().nullable(),
  run: z.number(),
  line: z.number(),
  message: z.string().nullable(),
  code: z.string().nullable(),
});

/** Something that happened to a job. */
export type LiveEvent = z.output<typeof liveEvent>;

/** How much it matters, from least to most. */
export const LEVELS = ["info", "warn", "error"] as const;

export type Level = (typeof LEVELS)[number];

/** What needs a person is an error, what may is a warning. */
export function levelOf({ kind, message }: Pick<LiveEvent, "kind" | "message">): Level {
  if (kind === "failed" || kind === "timeout") return "error";
  const isWarning = kind === "cancelled" || (kind === "run" && /^(retry|deferred|lost)/.test(message ?? ""));
  return isWarning ? "warn" : "info";
}
