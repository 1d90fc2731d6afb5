import { ACTIONS, isAction } from "@/lib/activity/actions";
import type { ActivityLine } from "@/lib/activity/list-activity";
import { fileSize } from "@/lib/artifacts/file-size";

const DAY = new Intl.DateTimeFormat("en", { dateStyle: "full", timeZone: "UTC" });
const TIME = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "UTC" });

/** The lines by day, newest first. */
export function ActivityList({ lines }: { lines: readonly ActivityLine[] }) {
  return (
    <div className="grid grid-cols-1 gap-6">
      {byDay(lines).map(({ day, ofDay }) => (
        <section key={day} aria-labelledby={day} className="grid grid-cols-1 gap-2">
          <h2 id={day} className="text-sm font-semibold text-muted-foreground">
            {DAY.format(new Date(`${day}T00:00:00Z`))}
          </h2>
          <ol className="grid grid-cols-1 divide-y rounded-xl border bg-card">
            {ofDay.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function byDay(lines: readonly ActivityLine[]) {
  const days: { day: string; ofDay: ActivityLine[] }[] = [];
  for (const line of lines) {
    const day = new Date(line.createdAt).toJSON().slice(0, 10);
    const last = days.at(-1);
    if (last?.day === day) last.ofDay.push(line);
    else days.push({ day, ofDay: [line] });
  }
  return days;
}

function Line({ line: { action, subject, details, userId, person, createdAt } }: { line: ActivityLine }) {
  const at = new Date(createdAt);
  return (
    <li className="grid grid-cols-[3.5rem_minmax(0,1fr)] gap-x-3 px-4 py-3 sm:grid-cols-[3.5rem_minmax(0,14rem)_minmax(0,1fr)]">
      <time
        dateTime={at.toJSON()}
        title={at.toJSON()}
        className="text-sm leading-6 text-muted-foreground tabular-nums"
      >
        {TIME.format(at)}
      </time>
      <p className="leading-6 font-medium wrap-anywhere">
        {person === null ? (
          <span className="font-normal text-muted-foreground">
            {userId === null ? "By itself" : "Somebody who left"}
          </span>
        ) : (
          <bdi>{person}</bdi>
        )}
      </p>
      <p className="col-start-2 leading-6 wrap-anywhere sm:col-start-3">
        {isAction(action) ? ACTIONS[action] : action}
        {subject !== null && (
          <>
            {" "}
            <bdi className="text-muted-foreground">{subject}</bdi>
          </>
        )}
        {details !== null && (
          <span className="text-sm text-muted-foreground">
            {" "}
            · <bdi>{describe(details)}</bdi>
          </span>
        )}
      </p>
    </li>
  );
}

function describe(details: NonNullable<ActivityLine["details"]>): string {
  return Object.entries(details)
    .map(([name, value]) =>
      name === "bytes" && typeof value === "number" ? fileSize(value) : `${name} ${String(value)}`,
    )
    .join(", ");
}
