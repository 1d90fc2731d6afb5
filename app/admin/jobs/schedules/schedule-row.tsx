import Link from "next/link";
import { DeedForm } from "@/app/admin/jobs/_parts/deed-form";
import { hrefOf } from "@/app/admin/jobs/list/terms";
import type { ScheduleOnScreen } from "@/lib/jobs/reading/list-schedules";
import { cronText } from "@/lib/jobs/schedules/cron-text";
import { pause, resume, runNow } from "./actions";
import { NextRuns } from "./next-runs";
import { ResultDots } from "./result-dots";

type ScheduleRowProps = {
  schedule: ScheduleOnScreen;
  /** Of whom it is; null for those in the code. */
  organization: string | null;
  mayOperate: boolean;
  now: number;
};

/** A tick counts as overdue after this, in milliseconds. */
const OVERDUE_MS = 120_000;

/** One schedule: when it runs, how it went, and what can be done about it. */
export function ScheduleRow({ schedule, organization, mayOperate, now }: ScheduleRowProps) {
  const { id, type, cron, timezone, rules, pausedAt, last } = schedule;
  return (
    <li className="grid gap-x-6 gap-y-3 py-4 first:pt-0 last:pb-0 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
      <div className="grid content-start gap-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link href={hrefOf({ schedule: id })} className="font-medium wrap-anywhere hover:underline">
            {id}
          </Link>
          <Badges schedule={schedule} now={now} />
        </p>
        <p className="text-sm">{cronText(cron)}</p>
        <p className="text-sm text-muted-foreground">
          <code className="font-mono text-xs">{cron}</code> {timezone} · {type}
          {organization !== null && ` · ${organization}`}
        </p>
      </div>
      <div className="grid content-start gap-1.5">
        <p className="text-sm text-muted-foreground tabular-nums">
          {pausedAt === null ? (
            <>
              Next: <NextRuns settings={{ cron, timezone, ...rules }} now={now} />
            </>
          ) : (
            "Nothing starts while it is paused."
          )}
        </p>
        <ResultDots last={last} />
        {schedule.registerError !== null && (
          <p className="text-sm wrap-anywhere text-destructive">QStash said: {schedule.registerError}</p>
        )}
      </div>
      {mayOperate && (
        <div className="flex flex-wrap items-start gap-2 lg:w-52 lg:justify-end">
          <DeedForm action={runNow} hidden={{ id }} label="Run now" name={id} />
          {pausedAt === null ? (
            <DeedForm
              action={pause}
              hidden={{ id }}
              label="Pause"
              name={id}
              confirm="Its ticks are skipped, for good, until somebody resumes it."
              asksReason
            />
          ) : (
            <DeedForm action={resume} hidden={{ id }} label="Resume" name={id} />
          )}
        </div>
      )}
    </li>
  );
}

function Badges({ schedule, now }: { schedule: ScheduleOnScreen; now: number }) {
  const { pausedAt, isRegistered, nextTickAt, last } = schedule;
  const missed = last.filter(({ outcome }) => outcome === "missed").length;
  const isOverdue = pausedAt === null && nextTickAt !== null && now - nextTickAt.getTime() > OVERDUE_MS;
  const said = [
    pausedAt !== null && "Paused",
    isOverdue && "Overdue",
    !isRegistered && "QStash does not know it yet",
    missed > 0 && `${missed} of the last ${last.length} missed`,
  ].filter((word) => word !== false);
  return said.map((word) => (
    <span key={word} className="rounded border border-warning/50 px-1.5 text-xs text-warning">
      {word}
    </span>
  ));
}
