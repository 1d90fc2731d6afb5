import { DAY_MS, type Random } from "./plan";

const HOUR_MS = 3_600_000;

/** The days of the year that is filled. */
const YEAR_DAYS = 365;

/** By UTC: Europe's working day with America's behind it. */
const BY_HOUR = [3, 2, 2, 2, 3, 5, 12, 30, 58, 72, 75, 68, 60, 70, 78, 76, 66, 52, 38, 28, 20, 14, 9, 5];
/** From Sunday on. */
const BY_DAY = [0.16, 1, 1.06, 1.08, 1.02, 0.82, 0.2];

/**
 * Moments of the year before `until`, oldest first: more by day than by night, fewer on weekends and around the turn of
 * the year, twice as many at the end as at the beginning.
 */
export function* logTimes(count: number, until: Date, random: Random): Iterable<number> {
  const from = until.getTime() - YEAR_DAYS * DAY_MS;
  const hours = Array.from({ length: YEAR_DAYS * 24 }, (_, hour) => from + hour * HOUR_MS);
  const total = hours.reduce((sum, hour) => sum + weight(hour, from), 0);
  let passed = 0;
  let made = 0;
  for (const hour of hours) {
    passed += weight(hour, from);
    const due = Math.round((passed / total) * count) - made;
    made += due;
    const inHour = Array.from({ length: due }, () => Math.floor(random() * HOUR_MS));
    for (const offset of inHour.toSorted((one, other) => one - other)) yield hour + offset;
  }
}

function weight(hour: number, from: number): number {
  const moment = new Date(hour);
  const byHour = BY_HOUR[moment.getUTCHours()] ?? 0;
  const byDay = BY_DAY[moment.getUTCDay()] ?? 0;
  const growth = 1 + (hour - from) / (YEAR_DAYS * DAY_MS);
  return byHour * byDay * growth * (isHoliday(moment) ? 0.25 : 1);
}

function isHoliday(moment: Date): boolean {
  const day = (moment.getUTCMonth() + 1) * 100 + moment.getUTCDate();
  return day >= 1224 || day === 101;
}
