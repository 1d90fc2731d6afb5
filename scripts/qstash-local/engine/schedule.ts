import type { Table } from "../storage/storage";
import { isFinished, type Message } from "./message";
import type { PublishRequest } from "./publish-request";

/** A request that is published again and again. Replaced as a whole by the next create with its id. Source: protocol §2.8. */
export type Schedule = {
  readonly id: string;
  /** A cron expression that `parseCron` understands. */
  readonly cron: string;
  /** Read anew at each firing: a URL group is then what it is at that time (protocol §7.4). */
  readonly request: PublishRequest;
  readonly createdAt: number;
  isPaused: boolean;
  nextScheduleTime?: number;
  lastScheduleTime?: number;
  /** How the messages of the last firing went, by their ids. Outlives the messages. */
  lastStates: ReadonlyMap<string, ScheduledState>;
  /** Why the last firing made no message; absent when it did. */
  error?: string;
};

type ScheduledState = "IN_PROGRESS" | "SUCCESS" | "FAIL";

/** Remembers how a message ended with the schedule that made it, if it is one of its last firing. */
export function recordOutcome(schedules: Table<Schedule>, message: Message): void {
  const schedule = message.scheduleId === undefined ? undefined : schedules.get(message.scheduleId);
  if (!schedule?.lastStates.has(message.id)) return;
  schedule.lastStates = new Map([...schedule.lastStates, [message.id, stateOf(message)]]);
  schedules.set(schedule.id, schedule);
}

function stateOf(message: Message): ScheduledState {
  if (!isFinished(message)) return "IN_PROGRESS";
  return message.state === "DELIVERED" ? "SUCCESS" : "FAIL";
}
