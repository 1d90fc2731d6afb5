import type { Schedule } from "../engine/schedule";
import { specView, textOrBase64 } from "./message-view";
import { readPublishOptions, specFrom } from "./publish-options";
import { shownBody } from "./redaction";

/** A schedule as the API shows it: what it asks for itself, without its URL group's defaults. Source: protocol §2.8. */
export function scheduleView(schedule: Schedule): object {
  const { id, cron, request, createdAt, isPaused, lastScheduleTime } = schedule;
  const { delayMs, ...options } = readPublishOptions(request.headers);
  const spec = specFrom(options, { ...request, url: request.destination });
  return {
    scheduleId: id,
    cron,
    destination: request.destination,
    createdAt,
    ...specView(spec),
    ...(spec.body.length > 0 && textOrBase64("body", shownBody(spec))),
    retries: spec.retries,
    delay: delayMs ? delayMs / 1000 : undefined,
    isPaused,
    nextScheduleTime: schedule.nextScheduleTime,
    lastScheduleTime,
    lastScheduleStates: lastScheduleTime && Object.fromEntries(schedule.lastStates),
    error: schedule.error,
  };
}
