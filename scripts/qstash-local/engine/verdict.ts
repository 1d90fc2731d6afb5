import { type AttemptResult, isSuccess } from "../delivery/attempt-result";
import { defaultBackoffMs } from "../delivery/backoff";
import { requestedWaitMs } from "../delivery/rate-limit-headers";
import { retryDelayOf } from "../delivery/retry-delay";
import { headerValue } from "../http/header-map";
import type { DeliverySpec } from "./delivery-spec";

/** What follows from an attempt. */
export type Verdict = { kind: "delivered" } | { kind: "retry"; waitMs: number } | { kind: "failed" };

type Judged = { spec: Pick<DeliverySpec, "retries" | "retryDelay">; retried: number };

/** Decides, changes nothing. `retried` = retries done before this attempt. Source: protocol §4.3, §4.4. */
export function judge(result: AttemptResult, message: Judged, nowMs: number): Verdict {
  if (isSuccess(result)) return { kind: "delivered" };
  if (result.isFinal || forbidsRetry(result) || message.retried >= message.spec.retries)
    return { kind: "failed" };
  const waitMs =
    requestedWaitMs(result.header, nowMs) ??
    expressedWaitMs(message) ??
    defaultBackoffMs(message.retried + 1);
  return { kind: "retry", waitMs };
}

function expressedWaitMs({ spec, retried }: Judged): number | undefined {
  return spec.retryDelay === undefined ? undefined : retryDelayOf(spec.retryDelay)(retried);
}

/** Only both together stop a message: 489 alone is a failure like any other (register 10). */
function forbidsRetry(result: AttemptResult): boolean {
  return result.status === 489 && headerValue(result.header, "Upstash-Nonretryable-Error") === "true";
}
