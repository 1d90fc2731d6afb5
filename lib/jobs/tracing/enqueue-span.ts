import { SpanKind } from "@opentelemetry/api";
import type { JobDefinition } from "@/lib/jobs/define";
import { inSpan, jobAttributes } from "./spans";

/** Traces an enqueue: rows that `work` prepares name its span as where they come from. */
export function enqueueSpan<Result>(
  { type }: JobDefinition,
  count: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const attributes = {
    ...jobAttributes(type),
    "messaging.operation.name": "enqueue",
    "messaging.operation.type": "create",
    ...(count === 1 ? {} : { "messaging.batch.message_count": count }),
  };
  return inSpan(`enqueue ${type}`, { kind: SpanKind.PRODUCER, attributes }, work);
}
