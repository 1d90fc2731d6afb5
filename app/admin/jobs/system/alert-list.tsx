import { Icon } from "@/app/_components/icon";
import { DeedForm } from "@/app/admin/jobs/_parts/deed-form";
import { EmptyState } from "@/app/admin/jobs/_parts/empty-state";
import { LocalTime } from "@/app/admin/jobs/_parts/local-time";
import { alerts as settings } from "@/lib/alerts/alerts";
import type { Alert } from "@/lib/jobs/alerts/read-alerts";
import { isSilenced, type Silence } from "@/lib/jobs/alerts/silence";
import { titleOf } from "@/lib/jobs/alerts/title";
import { duration } from "@/lib/jobs/duration";
import { silenceAlert, unsilenceAlert } from "./actions";

/** Alerts that are over of which so many are shown. */
const OVER_SHOWN = 20;

type AlertListProps = {
  alerts: readonly Alert[];
  silences: readonly Silence[];
  mayOperate: boolean;
  now: number;
};

/** What fires, what was over lately, and of what nobody is told. */
export function AlertList({ alerts, silences, mayOperate, now }: AlertListProps) {
  const firing = alerts.filter(({ resolvedAt }) => resolvedAt === null);
  const over = alerts.filter(({ resolvedAt }) => resolvedAt !== null).slice(0, OVER_SHOWN);
  return (
    <>
      {firing.length === 0 ? (
        <EmptyState kind="good-news" title="No alert fires" text={rulesText()} />
      ) : (
        <ul className="divide-y">
          {firing.map((alert) => (
            <li
              key={alert.id}
              className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 py-2.5 first:pt-0"
            >
              <Told alert={alert} now={now} isSilenced={isSilenced(silences, alert)} />
              {mayOperate && !isSilenced(silences, alert) && <SilenceForm alert={alert} />}
            </li>
          ))}
        </ul>
      )}
      {silences.length > 0 && (
        <div className="grid gap-2">
          <h3 className="text-sm font-medium">Silences</h3>
          <ul className="divide-y">
            {silences.map((silence) => (
              <li
                key={silence.id}
                className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-2"
              >
                <p className="min-w-0 flex-1 text-sm wrap-anywhere">
                  {silence.rule ?? "All rules"}
                  {silence.subject !== null && ` of ${silence.subject}`} until{" "}
                  <LocalTime time={silence.until.toISOString()} />: {silence.reason}
                </p>
                {mayOperate && (
                  <DeedForm
                    action={unsilenceAlert}
                    hidden={{ id: silence.id }}
                    label="End"
                    name={`the silence of ${silence.rule ?? "all rules"}`}
                  />
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      {over.length > 0 && (
        <details className="text-sm">
          <summary className="w-fit cursor-pointer text-muted-foreground hover:text-foreground">
            {over.length} over in the last 7 days
          </summary>
          <ul className="mt-2 divide-y">
            {over.map((alert) => (
              <li key={alert.id} className="py-2">
                <Told alert={alert} now={now} isSilenced={false} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Told({ alert, now, isSilenced }: { alert: Alert; now: number; isSilenced: boolean }) {
  const rule = settings.rules.find(({ id }) => id === alert.rule);
  const title =
    rule === undefined ? `${alert.rule} ${alert.subject}` : titleOf(rule.measure, alert.subject, alert.value);
  const isOver = alert.resolvedAt !== null;
  const look = rule?.severity === "critical" ? "text-destructive" : "text-warning";
  return (
    <div className="flex min-w-0 flex-[1_1_16rem] gap-2.5 text-sm">
      <Icon
        name={isOver ? "check" : "alert"}
        className={`mt-0.5 size-4 ${isOver ? "text-muted-foreground" : look}`}
      />
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">{title}</p>
        <p className="text-muted-foreground tabular-nums">
          {alert.rule}
          {rule !== undefined && `, ${rule.severity}`} ·{" "}
          {alert.resolvedAt === null
            ? `for ${duration(Math.max(0, now - alert.since.getTime()))}`
            : `lasted ${duration(Math.max(0, alert.resolvedAt.getTime() - alert.since.getTime()))}`}
          {isSilenced && " · silenced"}
          {!isOver && !isSilenced && !alert.isTold && " · nobody was told yet"}
        </p>
      </div>
    </div>
  );
}

function SilenceForm({ alert: { rule, subject } }: { alert: Alert }) {
  return (
    <DeedForm
      action={silenceAlert}
      hidden={{ rule, subject }}
      label="Silence"
      name={`${rule} ${subject}`}
      asksReason
    >
      <label className="grid gap-1 text-sm">
        For
        <select name="hours" className="h-9 rounded-md border border-input bg-card px-2 text-base sm:text-sm">
          <option value="1">1 hour</option>
          <option value="8">8 hours</option>
          <option value="24">1 day</option>
          <option value="168">7 days</option>
        </select>
      </label>
    </DeedForm>
  );
}

function rulesText(): string {
  return `${settings.rules.length} rules are watched: ${settings.rules.map(({ id }) => id).join(", ")}.`;
}
