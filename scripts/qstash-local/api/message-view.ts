import { isUtf8 } from "node:buffer";
import type { DeliverySpec, FlowControlOption } from "../engine/delivery-spec";
import type { Message } from "../engine/message";
import { headerObject } from "../http/header-map";

/** A message as the API shows it. What does not apply is absent. Source: protocol §2.5. */
export function messageView(message: Message): object {
  const { id, spec, createdAt, notBefore, scheduleId } = message;
  return {
    messageId: id,
    url: spec.url,
    ...specView(spec),
    ...textOrBase64("body", spec.body),
    maxRetries: spec.retries,
    notBefore,
    createdAt,
    scheduleId,
  };
}

/** The part that a message and a schedule have in common. */
export function specView(spec: DeliverySpec): object {
  return {
    method: spec.method,
    header: headerObject(spec.header),
    callback: spec.callback?.url,
    callbackHeader: spec.callback && headerObject(spec.callback.header),
    failureCallback: spec.failureCallback?.url,
    failureCallbackHeader: spec.failureCallback && headerObject(spec.failureCallback.header),
    callerIP: spec.callerIp,
    label: spec.labels[0],
    labels: spec.labels.length > 0 ? spec.labels : undefined,
    retryDelayExpression: spec.retryDelay,
    timeout: spec.timeoutMs,
    queueName: spec.queueName,
    ...flowControlFields(spec.flowControl),
  };
}

function flowControlFields(flowControl: FlowControlOption | undefined): object {
  if (!flowControl) return {};
  const { key, parallelism, rate, periodMs = 1000 } = flowControl;
  return { flowControlKey: key, parallelism, rate, period: periodMs / 1000 };
}

/** `name` with the text, or `nameBase64` when the bytes are not UTF-8. */
export function textOrBase64(name: string, bytes: Buffer): Record<string, string> {
  return isUtf8(bytes) ? { [name]: bytes.toString() } : { [`${name}Base64`]: bytes.toString("base64") };
}
