import { v7 as uuidv7 } from "uuid";
import type { Tick } from "@/lib/jobs/transitions/occur";
import { opensAt } from "./business-hours";
import type { Cause } from "./outcomes";
import type { ScheduleRow } from "./row";

/** What a schedule's own rules say about a tick; what is open, its statement finds out. */
export function toTick(schedule: ScheduleRow, at: Date, cause: Cause): Tick {
  const { id, rules, now } = schedule;
  const opens = cause === "by_hand" ? null : openingOf(schedule, at > now ? at : now);
  const isSkipped = opens !== null && rules.outside?.policy === "skip";
  return {
    scheduleId: id,
    at,
    cause,
    jobId: uuidv7(),
    outcome: isSkipped ? "outside_hours" : null,
    skipsOverlap: rules.overlap === "skip",
    depthMax: cause === "by_hand" ? null : (rules.skipWhen?.depth ?? null),
    notBefore: opens,
  };
}

/** When business hours begin next, if the job cannot start now: a made-up tick's own hour has passed. */
function openingOf({ rules, timezone }: ScheduleRow, moment: Date): Date | null {
  return rules.outside === undefined ? null : opensAt(rules.outside, timezone, moment);
}
