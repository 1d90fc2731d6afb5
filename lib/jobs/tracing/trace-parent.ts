import { isSpanContextValid, type SpanContext, trace } from "@opentelemetry/api";

const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The span that is active, as a W3C `traceparent`; null when nobody traces. */
export function activeTraceParent(): string | null {
  const context = trace.getActiveSpan()?.spanContext();
  if (context === undefined || !isSpanContextValid(context)) return null;
  const { traceId, spanId, traceFlags } = context;
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/** The span that a `traceparent` names; null for what is none. */
export function remoteSpan(traceParent: string | null): SpanContext | null {
  const [, traceId = "", spanId = "", flags = ""] = FORM.exec(traceParent ?? "") ?? [];
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(context) ? context : null;
}
