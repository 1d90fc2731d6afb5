import { LocalTime } from "@/app/admin/jobs/_parts/local-time";
import { type PreviewedRun, previewRuns } from "@/lib/jobs/schedules/preview-runs";
import { ScheduleError } from "@/lib/jobs/schedules/schedule-error";
import type { SettingsInput } from "@/lib/jobs/schedules/settings";

/** When it runs the next three times, in the zone of the browser. */
export function NextRuns({ settings, now }: { settings: SettingsInput; now: number }) {
  const runs = nextRuns(settings, now);
  if (typeof runs === "string") return <span className="text-warning">{runs}</span>;
  return (
    <span className="inline-flex flex-wrap gap-x-3">
      {runs.map(({ tick, startsAt }) => (
        <span key={tick.getTime()} className={startsAt === null ? "line-through" : ""}>
          <LocalTime time={(startsAt ?? tick).toISOString()} />
          {startsAt === null && <span className="sr-only"> is skipped: outside of its hours</span>}
        </span>
      ))}
    </span>
  );
}

function nextRuns(settings: SettingsInput, now: number): PreviewedRun[] | string {
  try {
    return previewRuns(settings, { count: 3, from: new Date(now) });
  } catch (error) {
    if (error instanceof ScheduleError) return error.message;
    throw error;
  }
}
