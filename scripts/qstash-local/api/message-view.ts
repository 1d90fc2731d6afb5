import { isUtf8 } from "node:buffer";
import type { DeliverySpec } from "../engine/delivery-spec";
import type { Message } from "../engine/message";
import { headerObject } from "../http/header-map";
import { shownBody, shownHeader } from "./redaction";

/** A message as the API shows it. What does not apply is absent. Source: protocol §2.5. */
export function messageView(message: Message): object {
  const { id, spec, createdAt, notBefore, scheduleId } = message;
  return {
    messageId: id,
    url: spec.url,
    ...specView(spec),
    ...textOrBase64("body", shownBody(spec)),
    maxRetries: spec.retries,
    notBefore,
    createdAt,
    scheduleId,
  };
}

/** The part that a message and a schedule have in common. Durations are seconds here (protocol, "How to read it"). */
export function specView(spec: DeliverySpec): object {
  return {
    ...sharedView(spec),
    callbackHeader: spec.callback && headerObject(spec.callback.header),
    failureCallbackHeader: spec.failureCallback && headerObject(spec.failureCallback.header),
    timeout: spec.timeoutMs && spec.timeoutMs / 1000,
  };
}

/** What messages, schedules, dead letters and log entries show under the same names. */
export function sharedView(spec: DeliverySpec): object {
  return {
    method: spec.method,
    header: shownHeader(spec),
    topicName: spec.topicName,
    endpointName: spec.endpointName,
    queueName: spec.queueName,
    callback: spec.callback?.url,
    failureCallback: spec.failureCallback?.url,
    callerIP: spec.callerIp,
    label: spec.labels[0],
    labels: spec.labels.length > 0 ? spec.labels : undefined,
    retryDelayExpression: spec.retryDelay,
    ...flowControlFields(spec.flowControl),
  };
}

/** A rate that names no period is one per second; without a rate there is no period (protocol §2.5). */
function flowControlFields(flowControl: DeliverySpec["flowControl"]): object {
  if (!flowControl) return {};
  const { key, parallelism, rate, periodMs = 1000 } = flowControl;
  const period = rate === undefined ? undefined : periodMs / 1000;
  return { flowControlKey: key, parallelism, rate, period };
}

/** `name` with the text, or `nameBase64` when the bytes are not UTF-8. */
export function textOrBase64(name: string, bytes: Buffer): Record<string, string> {
  return isUtf8(bytes) ? { [name]: bytes.toString() } : { [`${name}Base64`]: bytes.toString("base64") };
}
