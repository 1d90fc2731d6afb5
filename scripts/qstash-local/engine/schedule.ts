import type { CronSpec } from "../time/cron";
import type { DeliverySpec } from "./delivery-spec";
import { isFinished, type Message } from "./message";

/** A message that is published again and again. Replaced as a whole by the next create with its id. */
export type Schedule = {
  readonly id: string;
  readonly cron: CronSpec;
  readonly spec: DeliverySpec;
  /** How long each message waits after its firing. */
  readonly delayMs: number;
  readonly createdAt: number;
  isPaused: boolean;
  nextScheduleTime?: number;
  lastScheduleTime?: number;
  /** What the last firing made. */
  lastMessage?: Message;
};

/** How the last firing went, by message id. */
export function lastScheduleStates(schedule: Schedule): Record<string, "IN_PROGRESS" | "SUCCESS" | "FAIL"> {
  const { lastMessage } = schedule;
  if (!lastMessage) return {};
  if (!isFinished(lastMessage)) return { [lastMessage.id]: "IN_PROGRESS" };
  return { [lastMessage.id]: lastMessage.state === "DELIVERED" ? "SUCCESS" : "FAIL" };
}
