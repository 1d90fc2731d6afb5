import Link from "next/link";
import { Icon, type IconName } from "@/app/_components/icon";
import type { Occurrence } from "@/lib/jobs/reading/list-schedules";

type Look = { word: string; icon: IconName; className: string };

const OPEN: Look = { word: "open", icon: "play", className: "text-primary" };

const OF_STATUS: Record<NonNullable<Occurrence["status"]>, Look> = {
  pending: OPEN,
  processing: OPEN,
  retrying: { word: "retrying", icon: "retry", className: "text-warning" },
  waiting: OPEN,
  completed: { word: "completed", icon: "check", className: "text-success" },
  failed: { word: "failed", icon: "cross", className: "text-destructive" },
  timeout: { word: "timed out", icon: "alert", className: "text-destructive" },
  cancelled: { word: "cancelled", icon: "ban", className: "text-muted-foreground" },
};

const OF_OUTCOME: Record<Exclude<Occurrence["outcome"], "enqueued">, Look> = {
  overlapped: {
    word: "skipped: a job of it was open",
    icon: "hourglass",
    className: "text-muted-foreground",
  },
  outside_hours: { word: "skipped: outside of its hours", icon: "moon", className: "text-muted-foreground" },
  too_deep: { word: "skipped: too many jobs were open", icon: "ban", className: "text-warning" },
  missed: { word: "missed", icon: "alert", className: "text-warning" },
};

/** What became of the last ticks, the latest at the right; each leads to its job. */
export function ResultDots({ last }: { last: readonly Occurrence[] }) {
  if (last.length === 0) return <p className="text-sm text-muted-foreground">It has not run yet.</p>;
  return (
    <ol aria-label="Last results, oldest first" className="flex flex-wrap">
      {last.toReversed().map((occurrence) => (
        <li key={occurrence.tick.getTime()}>
          <Dot occurrence={occurrence} />
        </li>
      ))}
    </ol>
  );
}

function Dot({ occurrence: { tick, cause, outcome, jobId, status } }: { occurrence: Occurrence }) {
  const { word, icon, className } = lookOf(outcome, status);
  const how = { fired: "", made_up: ", made up for", by_hand: ", by hand" }[cause];
  const text = `${tick.toISOString().slice(0, 16).replace("T", " ")} UTC${how}: ${word}`;
  const inside = (
    <>
      <Icon name={icon} className={`size-4 ${className}`} />
      <span className="sr-only">{text}</span>
    </>
  );
  const place = "grid size-6 place-items-center rounded-sm";
  return jobId === null ? (
    <span title={text} className={place}>
      {inside}
    </span>
  ) : (
    <Link href={`/admin/jobs/${jobId}`} prefetch={false} title={text} className={`${place} hover:bg-accent`}>
      {inside}
    </Link>
  );
}

function lookOf(outcome: Occurrence["outcome"], status: Occurrence["status"]): Look {
  if (outcome !== "enqueued") return OF_OUTCOME[outcome];
  if (status !== null) return OF_STATUS[status];
  return { word: "its job was removed since", icon: "calendar", className: "text-muted-foreground" };
}
