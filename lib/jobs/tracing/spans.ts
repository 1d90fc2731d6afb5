import {
  type Context,
  context,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { describeError } from "@/lib/jobs/describe-error";

/** What every span of the engine tells, by OpenTelemetry's conventions for messaging. */
export function jobAttributes(type: string) {
  return { "messaging.system": "qstash", "messaging.destination.name": type };
}

/** Runs `work` in a span that ends with it. Without an SDK, which the app may register, this does nothing else. */
export function inSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
  parent: Context = context.active(),
): Promise<Result> {
  return trace.getTracer("nextjs-jobs").startActiveSpan(name, options, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      // Scrubbed, as what rows and log lines keep.
      const { name: type, message } = describeError(error);
      span.setAttribute("error.type", type);
      span.setStatus({ code: SpanStatusCode.ERROR, message });
      throw error;
    } finally {
      span.end();
    }
  });
}
