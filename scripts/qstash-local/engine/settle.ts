import type { AttemptResult } from "../delivery/attempt-result";
import type { Account } from "./account";
import type { Message } from "./message";
import { recordOutcome } from "./schedule";
import type { Verdict } from "./verdict";

/** Writes down what an attempt led to: state, log, dead letter. A retry is then due at `message.nextAttemptAt`. */
export function settle(account: Account, message: Message, result: AttemptResult, verdict: Verdict): void {
  if (verdict.kind === "delivered") return finish(account, message, "DELIVERED", result);
  account.log.record({ time: account.clock.now(), state: "ERROR", message, result });
  // Nobody wants to hear of a cancelled message again: no retry, no dead letter (protocol §6.2).
  if (message.cancelRequested) return finish(account, message, "CANCELED");
  if (verdict.kind === "retry") return planRetry(account, message, verdict.waitMs);
  message.dlqId = account.deadLetters.add(message, result);
  finish(account, message, "FAILED");
}

/** Ends a message. */
export function finish(
  account: Account,
  message: Message,
  state: "DELIVERED" | "FAILED" | "CANCELED",
  result?: AttemptResult,
): void {
  message.state = state;
  account.messages.save(message);
  recordOutcome(account.tables.schedules, message);
  account.log.record({ time: account.clock.now(), state, message, result });
}

function planRetry(account: Account, message: Message, waitMs: number): void {
  const time = account.clock.now();
  message.state = "RETRY";
  message.nextAttemptAt = time + account.clock.scaled(waitMs);
  account.messages.save(message);
  account.log.record({ time, state: "RETRY", message, nextDeliveryTime: message.nextAttemptAt });
}
