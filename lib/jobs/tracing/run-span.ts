import { context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import { outcomeOf } from "@/lib/jobs/worker/settle";
import type { Verdict } from "@/lib/jobs/worker/verdict";
import { inSpan, jobAttributes } from "./spans";
import { remoteSpan } from "./trace-parent";

/**
 * Traces a run: a child of the request's span where the app traces requests, else of the enqueue's; and linked to
 * that in any case. The header is not signed, so it decides nothing but where a trace is drawn.
 */
export function runSpan<Result>(
  { jobId, type, run, attempt, leg }: HeldRun,
  { traceParent, messageId }: { traceParent: string | null; messageId: string | null },
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  const origin = remoteSpan(traceParent);
  const attributes = {
    ...jobAttributes(type),
    "messaging.operation.name": "run",
    "messaging.operation.type": "process",
    "messaging.message.id": jobId,
    "jobs.run": run,
    "jobs.attempt": attempt,
    "jobs.leg": leg,
    ...(messageId === null ? {} : { "jobs.qstash_message_id": messageId }),
  };
  const links = origin === null ? [] : [{ context: origin }];
  const isInRequest = trace.getActiveSpan() !== undefined;
  const parent =
    origin === null || isInRequest ? context.active() : trace.setSpanContext(ROOT_CONTEXT, origin);
  return inSpan(`run ${type}`, { kind: SpanKind.CONSUMER, attributes, links }, work, parent);
}

/** Says on the span how the run ended. An error that is followed by another try is one too. */
export function noteEnd(span: Span, verdict: Verdict | null): void {
  span.setAttribute("jobs.outcome", verdict === null ? "superseded" : outcomeOf(verdict));
  if (verdict === null) return;
  if (verdict.verb !== "fail" && verdict.verb !== "retry") return;
  const { name, message, stack, fingerprint } = verdict.error;
  span.setAttributes({ "error.type": name, "jobs.error_fingerprint": fingerprint });
  span.recordException({ name, message, ...(stack === null ? {} : { stack }) });
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
