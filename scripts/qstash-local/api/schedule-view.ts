import type { Message } from "../engine/message";
import { lastScheduleStates, type Schedule } from "../engine/schedule";
import { specView, textOrBase64 } from "./message-view";

/** A schedule as the API shows it. Source: protocol §2.8. */
export function scheduleView(schedule: Schedule, findMessage: (id: string) => Message | undefined): object {
  const { spec } = schedule;
  return {
    scheduleId: schedule.id,
    cron: schedule.cron,
    destination: spec.url,
    createdAt: schedule.createdAt,
    ...specView(spec),
    ...(spec.body.length > 0 && textOrBase64("body", spec.body)),
    retries: spec.retries,
    delay: schedule.delayMs > 0 ? schedule.delayMs / 1000 : undefined,
    isPaused: schedule.isPaused,
    nextScheduleTime: schedule.nextScheduleTime,
    lastScheduleTime: schedule.lastScheduleTime,
    lastScheduleStates: schedule.lastScheduleTime && lastScheduleStates(schedule, findMessage),
  };
}
