import type { LogEvent } from "./engine/event-log";
import { tookInWords } from "./time/duration-words";

/** The one place that puts events into words, for whoever watches the terminal. */
export function describeEvent(event: LogEvent): string {
  const { message, state } = event;
  const what = `${message.id.slice(0, 12)}… ${message.spec.method} ${message.spec.url}`;
  return `${state.padEnd(9)} ${what}${detailOf(event)}`;
}

function detailOf({ state, message, result, nextDeliveryTime, time }: LogEvent): string {
  if (state === "CREATED" && message.notBefore > time) return ` in ${tookInWords(message.notBefore - time)}`;
  if (state === "ACTIVE") return ` attempt ${message.retried + 1} of ${message.spec.retries + 1}`;
  if (state === "DELIVERED") return ` ← ${result?.status}`;
  if (state === "ERROR") return ` ← ${result?.error ?? result?.status}`;
  if (state === "RETRY" && nextDeliveryTime) return ` again in ${tookInWords(nextDeliveryTime - time)}`;
  if (state === "FAILED") return ` dead letter ${message.dlqId}`;
  return "";
}
