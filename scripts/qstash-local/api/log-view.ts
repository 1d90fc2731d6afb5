import type { LogEntry } from "../engine/event-log";
import { headerObject } from "../http/header-map";
import { sharedView } from "./message-view";
import { shownBody } from "./redaction";

/** A log entry as the API shows it; bodies are base64 and the timeout is milliseconds here. Source: protocol §2.10. */
export function logView(entry: LogEntry): object {
  const { time, state, message, nextDeliveryTime, result } = entry;
  const { spec } = message;
  return {
    time,
    state,
    messageId: message.id,
    url: spec.url,
    ...sharedView(spec),
    callbackHeaders: spec.callback && headerObject(spec.callback.header),
    failureCallbackHeaders: spec.failureCallback && headerObject(spec.failureCallback.header),
    body: shownBody(spec).toString("base64"),
    timeout: spec.timeoutMs,
    maxRetries: spec.retries,
    scheduleId: message.scheduleId,
    nextDeliveryTime,
    ...(state === "ERROR" && {
      error: result?.error ?? `the destination answered ${result?.status}`,
      responseStatus: result?.status,
      responseBody: result?.body.toString("base64"),
      responseHeaders: result && headerObject(result.header),
    }),
  };
}
