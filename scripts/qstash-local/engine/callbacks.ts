import type { AttemptResult } from "../delivery/attempt-result";
import type { AccountFaults } from "../faults/account-faults";
import { headerObject } from "../http/header-map";
import type { CallbackSpec, DeliverySpec } from "./delivery-spec";
import type { Message } from "./message";
import type { Verdict } from "./verdict";

/**
 * The messages that report about an attempt: the callback after each one, the failure callback after the last one
 * that failed. They are ordinary messages: signed, retried and dead-lettered by themselves. Source: protocol §5.
 */
export function callbacksAbout(
  message: Message,
  result: AttemptResult,
  verdict: Verdict,
  faults: Pick<AccountFaults, "losesCallback" | "losesFailureCallback">,
): DeliverySpec[] {
  const { callback, failureCallback } = message.spec;
  if (!callback && !failureCallback) return [];
  const report = reportOn(message, result);
  const reports: DeliverySpec[] = [];
  if (callback && !faults.losesCallback(message)) reports.push(specOf(callback, message.spec, report));
  if (failureCallback && verdict.kind === "failed" && !faults.losesFailureCallback(message)) {
    reports.push(specOf(failureCallback, message.spec, { ...report, dlqId: message.dlqId }));
  }
  return reports;
}

/** The body of protocol §5.2; base64 is the standard alphabet with padding. */
function reportOn(message: Message, result: AttemptResult): object {
  const { spec, id, retried, createdAt, notBefore, scheduleId } = message;
  return {
    status: result.status,
    header: headerObject(result.header),
    body: result.body.toString("base64"),
    retried,
    maxRetries: spec.retries,
    sourceMessageId: id,
    topicName: spec.topicName,
    endpointName: spec.endpointName,
    url: spec.url,
    method: spec.method,
    sourceHeader: headerObject(spec.header),
    sourceBody: spec.body.toString("base64"),
    notBefore,
    createdAt,
    scheduleId,
    callerIP: spec.callerIp,
  };
}

function specOf(callback: CallbackSpec, source: DeliverySpec, report: object): DeliverySpec {
  return {
    url: callback.url,
    method: callback.method,
    header: new Map([["Content-Type", ["application/json"]], ...callback.header]),
    body: Buffer.from(JSON.stringify(report)),
    retries: callback.retries ?? source.retries,
    retryDelay: callback.retryDelay ?? source.retryDelay,
    timeoutMs: callback.timeoutMs ?? source.timeoutMs,
    labels: source.labels,
    // It reports what was to be hidden; its receiver gets it as ever, but it must not show by this way either.
    redact: source.redact && { body: true, headers: [] },
    callerIp: source.callerIp,
  };
}
