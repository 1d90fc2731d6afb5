/** Mails are written in English and in UTC: a retry hours later must produce the very same bytes. */
const LOCALE = "en-GB";

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** `€49.00` for 4900 EUR, `JP¥4,900` for 4900 JPY. */
export function formatMoney({ amount, currency }: { amount: number; currency: string }): string {
  const format = new Intl.NumberFormat(LOCALE, { style: "currency", currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** `22 November 2026` */
export function formatDay(moment: string): string {
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeZone: "UTC" }).format(new Date(moment));
}

/** `22 November 2026, 09:30 UTC` */
export function formatMoment(moment: string): string {
  const time = new Intl.DateTimeFormat(LOCALE, { timeStyle: "short", timeZone: "UTC" }).format(
    new Date(moment),
  );
  return `${formatDay(moment)}, ${time} UTC`;
}

/** The largest unit that divides it: `30 minutes`, `1 hour`, `7 days`. */
export function formatMinutes(minutes: number): string {
  if (minutes % DAY_MINUTES === 0) return formatCount(minutes / DAY_MINUTES, "day");
  return minutes % HOUR_MINUTES === 0
    ? formatCount(minutes / HOUR_MINUTES, "hour")
    : formatCount(minutes, "minute");
}

/** `1 row`, `12,480 rows` */
export function formatCount(count: number, unit: string): string {
  return `${count.toLocaleString(LOCALE)} ${unit}${count === 1 ? "" : "s"}`;
}
