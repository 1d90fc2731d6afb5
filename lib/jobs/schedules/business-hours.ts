import { Cron } from "croner";
import { z } from "zod";

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Must be a time such as "09:00", from "00:00" to "23:59"');

/** When a schedule may start its job, and what becomes of a tick at any other time. */
export const businessHours = z
  .strictObject({
    /** Days on which the hours begin. Default: Monday to Friday. */
    days: z.array(z.enum(DAYS)).min(1).max(7).default(["mon", "tue", "wed", "thu", "fri"]),
    /** `"09:00"`; the moment itself is inside. */
    from: time,
    /** `"17:30"`; the moment itself is outside. Earlier than `from`: on the next day. */
    to: time,
    /** Default: the schedule's own zone. */
    timezone: z.string().optional(),
    /** Outside of the hours: `skip` the tick, or `defer` the job until they begin. */
    policy: z.enum(["skip", "defer"]),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], message: "Must be another time than from" });

export type BusinessHours = z.output<typeof businessHours>;

/** When the hours begin next; null when this moment is inside of them. */
export function opensAt(hours: BusinessHours, timezone: string, moment: Date): Date | null {
  const zone = hours.timezone ?? timezone;
  if (isInside(hours, zone, moment)) return null;
  const [hour, minute] = hours.from.split(":").map(Number);
  const days = hours.days.map((day) => DAYS.indexOf(day)).join(",");
  // As a cron, so that a day on which the clock jumps over the beginning begins as the jump ends.
  return new Cron(`${minute} ${hour} * * ${days}`, { timezone: zone, paused: true }).nextRun(moment);
}

function isInside({ days, from, to }: BusinessHours, zone: string, moment: Date): boolean {
  const { day, time } = wallTime(zone, moment);
  const [today, yesterday] = [DAYS[day], DAYS[(day + 6) % 7]];
  const begins = (name: (typeof DAYS)[number] | undefined) => days.some((one) => one === name);
  if (from < to) return begins(today) && from <= time && time < to;
  return (begins(today) && from <= time) || (begins(yesterday) && time < to);
}

/** What a clock on the wall there shows: the day of the week, 0 is Sunday, and "09:30". */
function wallTime(timeZone: string, moment: Date): { day: number; time: string } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  const weekday = part("weekday").toLowerCase();
  return { day: DAYS.findIndex((day) => day === weekday), time: `${part("hour")}:${part("minute")}` };
}
