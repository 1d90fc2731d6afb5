import { QstashError } from "@upstash/qstash";
import { callQStash } from "@/lib/qstash/client";
import type { WantedSchedule } from "./wanted";

/** Creates the schedule with this id, or replaces everything about it. @throws as `callQStash` does. */
export async function putSchedule({ timeoutSeconds, ...schedule }: WantedSchedule): Promise<void> {
  await callQStash((client) => client.schedules.create({ ...schedule, timeout: timeoutSeconds }));
}

/** Deletes the schedule with this id, if it is there. @throws as `callQStash` does. */
export async function removeSchedule(scheduleId: string): Promise<void> {
  try {
    await callQStash((client) => client.schedules.delete(scheduleId));
  } catch (error) {
    // Somebody else was quicker.
    if (!(error instanceof QstashError && error.status === 404)) throw error;
  }
}
