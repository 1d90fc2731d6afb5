import { z } from "zod";
import { callQStash } from "@/lib/qstash/client";

/** A schedule as QStash lists it (protocol §2.8); what it leaves out is absent. */
const registeredSchedule = z.object({
  scheduleId: z.string(),
  cron: z.string(),
  destination: z.string(),
  method: z.string().default("POST"),
  header: z.record(z.string(), z.array(z.string())).nullish(),
  body: z.string().nullish(),
  retries: z.number().nullish(),
  timeout: z.number().nullish(),
  delay: z.number().nullish(),
  callback: z.string().nullish(),
  failureCallback: z.string().nullish(),
  queueName: z.string().nullish(),
  flowControlKey: z.string().nullish(),
  isPaused: z.boolean().default(false),
});

export type RegisteredSchedule = z.output<typeof registeredSchedule>;

/** Every schedule of the QStash account, whoever made it. @throws as `callQStash` does. */
export async function registeredSchedules(): Promise<RegisteredSchedule[]> {
  const list = await callQStash((client) => client.schedules.list());
  return z.array(registeredSchedule).parse(list);
}
