import type { ListedSchedule } from "@/lib/jobs/schedules/list";

/** Schedules as lines of a table. */
export function describeList(schedules: readonly ListedSchedule[]): string[] {
  const heading = ["SCHEDULE", "JOB", "CRON", "NEXT RUN", "LAST", ""];
  const rows = [heading, ...schedules.map(columns)];
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function columns(schedule: ListedSchedule): string[] {
  const { id, type, cron, timezone, nextTickAt, last } = schedule;
  return [
    id,
    type,
    timezone === "UTC" ? cron : `${cron} ${timezone}`,
    nextTickAt === null ? "-" : moment(nextTickAt),
    last === null ? "-" : `${moment(last.tick)} ${last.outcome}`,
    remark(schedule),
  ];
}

function remark({ isPaused, isRegistered, registerError }: ListedSchedule): string {
  if (isPaused) return "paused";
  if (isRegistered) return "";
  return registerError === null ? "not at QStash yet" : `not at QStash: ${registerError.slice(0, 80)}`;
}

/** `2026-11-28T02:00Z` */
function moment(at: Date): string {
  return `${at.toISOString().slice(0, 16)}Z`;
}
