import Link from "next/link";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import { hrefOf } from "@/app/admin/jobs/list/terms";
import { duration } from "@/lib/jobs/duration";
import type { TypeRow } from "./overview";
import type { TimeRange } from "./time-range";

const SHOWN = 6;

/** Which types have the most jobs, and which take longest. */
export function TypeLists({ types, range }: { types: readonly TypeRow[]; range: TimeRange }) {
  const busiest = types.toSorted((one, other) => other.ended - one.ended).slice(0, SHOWN);
  const slowest = types
    .filter(({ runP95 }) => runP95 !== null)
    .toSorted((one, other) => (other.runP95 ?? 0) - (one.runP95 ?? 0))
    .slice(0, SHOWN);
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
      <Panel title="Busiest types">
        <Bars
          rows={busiest.map((row) => ({
            ...row,
            share: row.ended / Math.max(1, busiest[0]?.ended ?? 1),
            figures: [row.ended.toLocaleString("en"), failedText(row)],
          }))}
          heads={["Ended", "Failed"]}
          range={range}
        />
      </Panel>
      <Panel title="Slowest types">
        <Bars
          rows={slowest.map((row) => ({
            ...row,
            share: (row.runP95 ?? 0) / Math.max(0.001, slowest[0]?.runP95 ?? 1),
            figures: [timeText(row.runP50), timeText(row.runP95)],
          }))}
          heads={["p50", "p95"]}
          range={range}
        />
      </Panel>
    </div>
  );
}

type BarsProps = {
  rows: readonly { type: string; share: number; figures: readonly [string, string] }[];
  heads: readonly [string, string];
  range: TimeRange;
};

function Bars({ rows, heads, range }: BarsProps) {
  if (rows.length === 0) return <p className="text-sm text-muted-foreground">No run ended in this time.</p>;
  return (
    <table className="w-full table-fixed text-sm">
      <thead className="text-xs text-muted-foreground">
        <tr>
          <th scope="col" className="pb-1 text-left font-medium">
            Type
          </th>
          {heads.map((head) => (
            <th key={head} scope="col" className="w-20 pb-1 text-right font-medium">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ type, share, figures }) => (
          <tr key={type}>
            <th scope="row" className="py-1 text-left font-normal">
              <Link
                href={hrefOf({ type, since: range.from.toISOString() })}
                className="relative isolate block truncate rounded-sm px-2 py-1 hover:underline"
              >
                <span
                  aria-hidden="true"
                  className="absolute inset-y-0 left-0 -z-10 rounded-sm bg-primary/15"
                  style={{ width: `${Math.max(1, Math.round(share * 100))}%` }}
                />
                {type}
              </Link>
            </th>
            {figures.map((figure, at) => (
              <td key={heads[at]} className="py-1 text-right whitespace-nowrap tabular-nums">
                {figure}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function failedText({ failed, ended }: TypeRow): string {
  if (failed === 0) return "0";
  const percent = (failed / Math.max(1, ended)) * 100;
  return `${failed.toLocaleString("en")} (${percent < 1 ? "<1" : Math.round(percent)} %)`;
}

function timeText(seconds: number | null): string {
  return seconds === null ? "–" : duration(seconds * 1_000);
}
