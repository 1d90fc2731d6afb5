import type { DeliverySpec } from "./delivery-spec";
import { isFinished, type Message } from "./message";

/** A message that is published again and again. Replaced as a whole by the next create with its id. */
export type Schedule = {
  readonly id: string;
  /** A cron expression that `parseCron` understands. */
  readonly cron: string;
  readonly spec: DeliverySpec;
  /** How long each message waits after its firing. */
  readonly delayMs: number;
  readonly createdAt: number;
  isPaused: boolean;
  nextScheduleTime?: number;
  lastScheduleTime?: number;
  /** What the last firing made. */
  lastMessageIds: readonly string[];
};

/** How the last firing went, by message id. A message that is no longer remembered is left out. */
export function lastScheduleStates(
  schedule: Schedule,
  findMessage: (id: string) => Message | undefined,
): Record<string, "IN_PROGRESS" | "SUCCESS" | "FAIL"> {
  const messages = schedule.lastMessageIds.flatMap((id) => findMessage(id) ?? []);
  return Object.fromEntries(messages.map((message) => [message.id, outcomeOf(message)]));
}

function outcomeOf(message: Message): "IN_PROGRESS" | "SUCCESS" | "FAIL" {
  if (!isFinished(message)) return "IN_PROGRESS";
  return message.state === "DELIVERED" ? "SUCCESS" : "FAIL";
}
