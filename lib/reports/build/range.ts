import { type SQL, sql } from "drizzle-orm";
import type { ReportPayload } from "@/lib/reports/jobs";

const DAY_MS = 86_400_000;

/** What a report is about: whose rows, and when. */
export type Scope = {
  /** Null for the whole product. */
  organizationId: number | null;
  from: string;
  to: string;
  zone: string;
};

export function scopeOf({ dateRange, zone }: ReportPayload, organizationId: number | null): Scope {
  return { organizationId, ...dateRange, zone };
}

/** As many days right before. */
export function before(scope: Scope): Scope {
  const days = daysIn(scope);
  const shift = (date: string) => new Date(Date.parse(date) - days * DAY_MS).toISOString().slice(0, 10);
  return { ...scope, from: shift(scope.from), to: shift(scope.to) };
}

/** How finely a period is drawn: some sixty columns at most. */
export function bucketOf(scope: Scope): "day" | "week" | "month" {
  const days = daysIn(scope);
  if (days <= 62) return "day";
  return days <= 186 ? "week" : "month";
}

function daysIn({ from, to }: Scope): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** Whether a moment lies in the period: days begin when they do in the zone, also when clocks change. */
export function within(moment: SQL, { from, to, zone }: Scope): SQL {
  return sql`${moment} >= (${from}::date)::timestamp at time zone ${zone}
    and ${moment} < (${to}::date + 1)::timestamp at time zone ${zone}`;
}
