import Link from "next/link";
import { Icon, type IconName } from "@/app/_components/icon";
import { countText } from "@/app/admin/jobs/list/count-text";
import { hrefOf } from "@/app/admin/jobs/list/terms";
import { duration } from "@/lib/jobs/duration";
import type { Standing } from "@/lib/jobs/reading/read-standing";
import { endedOf, failuresOf, type Overview } from "./overview";
import { RANGES, type TimeRange } from "./time-range";

type TilesProps = { standing: Standing; overview: Overview; range: TimeRange; now: number };

/** How things are at a glance; each leads to the jobs it counts. */
export function Tiles({ standing: { running, queued, retrying }, overview, range, now }: TilesProps) {
  const since = range.from.toISOString();
  const failures = failuresOf(overview.ends);
  const label = RANGES[range.name].label;
  return (
    <ul className="grid grid-cols-2 gap-3 md:grid-cols-3 lg:grid-cols-5">
      <Tile
        label="Running"
        icon="play"
        look="text-primary"
        value={countText(running)}
        note="right now"
        href={hrefOf({ status: "processing" })}
      />
      <Tile
        label="Queued"
        icon="clock"
        look="text-muted-foreground"
        value={countText(queued)}
        note={dueText(queued, now)}
        href={hrefOf({ status: "pending" })}
      />
      <Tile
        label="Retrying"
        icon="retry"
        look="text-warning"
        value={countText(retrying)}
        note="wait for their next try"
        href={hrefOf({ status: "retrying" })}
      />
      <Tile
        label="Failed"
        icon="cross"
        look={failures === 0 ? "text-muted-foreground" : "text-destructive"}
        value={failures.toLocaleString("en")}
        note={`in ${label}`}
        href={hrefOf({ status: "failed,timeout", since })}
      />
      <Tile
        label="Success rate"
        icon="check"
        look="text-success"
        value={rateText(overview.successRate)}
        note={`of ${endedOf(overview.ends).toLocaleString("en")} in ${label}`}
        href={hrefOf({ status: "completed", since })}
      />
    </ul>
  );
}

function dueText({ isCapped, oldestDueAt }: Standing["queued"], now: number): string {
  if (oldestDueAt === null) return isCapped ? "behind many tries" : "nothing is due";
  return `oldest waits ${duration(Math.max(0, now - oldestDueAt.getTime()))}`;
}

type TileProps = { label: string; icon: IconName; look: string; value: string; note: string; href: string };

function Tile({ label, icon, look, value, note, href }: TileProps) {
  return (
    <li className="last:col-span-2 md:last:col-span-1">
      <Link
        href={href}
        className="grid h-full content-start gap-1 rounded-xl border bg-card p-4 hover:border-input hover:bg-accent/40"
      >
        <span className="flex items-center gap-1.5 text-sm font-medium">
          <Icon name={icon} className={`size-4 ${look}`} />
          {label}
        </span>
        <span className="text-2xl font-semibold tracking-tight tabular-nums">{value}</span>
        <span className="text-xs text-muted-foreground tabular-nums">{note}</span>
      </Link>
    </li>
  );
}

/** Never rounded up to 100 %: one failure is one. */
function rateText(rate: number | null): string {
  if (rate === null) return "–";
  return `${(Math.floor(rate * 1_000) / 10).toFixed(1).replace(/\.0$/, "")} %`;
}
