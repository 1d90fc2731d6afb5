import { Icon } from "@/app/_components/icon";
import { Moment } from "@/app/admin/jobs/_parts/moment";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import { duration } from "@/lib/jobs/duration";
import type { EndedRun } from "@/lib/jobs/reading/read-attempts";
import type { JobDetail } from "@/lib/jobs/reading/read-job";
import { OUTCOME_LOOKS } from "./outcome-looks";
import { type Bar, barsOf, type Scale, scaleOf } from "./waterfall";

/** Runs that are drawn; the table has all that were read. */
const DRAWN_MAX = 10;

/** Every run with its wait before it, on one line of time. */
export function Runs({ job, runs }: { job: JobDetail; runs: readonly EndedRun[] }) {
  const bars = barsOf(job, runs);
  const drawn = bars.slice(-DRAWN_MAX);
  const scale = scaleOf(drawn);
  return (
    <Panel title="Runs" aside={<Legend />}>
      {bars.length === 0 ? (
        <p className="text-sm text-muted-foreground">It has not run yet.</p>
      ) : (
        <>
          {bars.length > drawn.length && (
            <p className="text-sm text-muted-foreground">
              The latest {DRAWN_MAX} of {job.run.toLocaleString("en")}.
            </p>
          )}
          <ol className="grid grid-cols-1 gap-2.5">
            {drawn.map((bar) => (
              <Row key={bar.run} bar={bar} scale={scale} />
            ))}
          </ol>
          <Axis bars={drawn} scale={scale} drawnAt={job.readAt} />
          <Table bars={bars} drawnAt={job.readAt} />
        </>
      )}
    </Panel>
  );
}

function Legend() {
  return (
    <span className="flex items-center gap-3 text-xs text-muted-foreground">
      <span className="flex items-center gap-1.5">
        <span className="h-2 w-4 rounded-sm border border-dashed border-muted-foreground" /> waited
      </span>
      <span className="flex items-center gap-1.5">
        <span className="h-2 w-4 rounded-sm bg-muted-foreground" /> ran
      </span>
    </span>
  );
}

function Axis({ bars, scale, drawnAt }: { bars: readonly Bar[]; scale: Scale; drawnAt: number }) {
  const from = Math.min(...bars.map((bar) => bar.from - bar.waitedMs));
  const to = Math.max(...bars.map((bar) => bar.to));
  return (
    <p className="flex flex-wrap justify-between gap-x-4 text-xs text-muted-foreground sm:pl-[14.75rem]">
      <Moment time={new Date(from).toISOString()} drawnAt={drawnAt} />
      <span className="tabular-nums">
        {duration(to - from)}
        {scale.folds.length > 0 && <span className="max-sm:hidden">, with pauses folded</span>}
      </span>
      <Moment time={new Date(to).toISOString()} drawnAt={drawnAt} />
    </p>
  );
}

function Row({ bar, scale }: { bar: Bar; scale: Scale }) {
  const { word, icon, text, fill } = OUTCOME_LOOKS[bar.outcome];
  const told = `Run ${bar.run}: ${word}. ${timesOf(bar)}.`;
  return (
    <li className="grid grid-cols-[2.25rem_minmax(0,1fr)] items-center gap-x-3 gap-y-1 sm:grid-cols-[2.25rem_11rem_minmax(0,1fr)]">
      <span className="text-sm text-muted-foreground tabular-nums">#{bar.run}</span>
      <span className={`flex items-center gap-1.5 text-sm ${text}`}>
        <Icon name={icon} />
        {word}
      </span>
      <span className="col-span-2 grid grid-cols-1 gap-0.5 sm:col-span-1">
        <svg role="img" aria-label={told} className="h-3.5 w-full overflow-visible">
          <title>{told}</title>
          <rect width="100%" height="14" rx="3" className="fill-muted/60" />
          {scale.folds.map((fold) => (
            <rect
              key={fold.from}
              {...stretch(fold.from, fold.to)}
              y="6.5"
              height="1"
              className="fill-muted-foreground/60"
            >
              <title>{`${duration(fold.ms)} without a run`}</title>
            </rect>
          ))}
          <rect
            {...stretch(scale.at(bar.from - bar.waitedMs), scale.at(bar.from))}
            y="3.5"
            height="7"
            rx="2"
            strokeDasharray="3 2"
            className="fill-none stroke-muted-foreground"
          />
          <rect
            {...stretch(scale.at(bar.from), scale.at(bar.to))}
            height="14"
            rx="2"
            className={`${fill} [stroke-width:2px]`}
          />
        </svg>
        <span className="text-xs text-muted-foreground tabular-nums">{timesOf(bar)}</span>
      </span>
    </li>
  );
}

function stretch(from: number, to: number): { x: string; width: string } {
  return { x: `${(from * 100).toFixed(2)}%`, width: `${((to - from) * 100).toFixed(2)}%` };
}

function timesOf({ waitedMs, from, to }: Bar): string {
  const ran = `ran ${duration(to - from)}`;
  return waitedMs > 0 ? `waited ${duration(waitedMs)}, ${ran}` : ran;
}

function Table({ bars, drawnAt }: { bars: readonly Bar[]; drawnAt: number }) {
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded-sm text-sm text-muted-foreground hover:text-foreground">
        Show as table
      </summary>
      <div className="mt-2 overflow-x-auto">
        <table className="w-full text-left text-sm">
          <thead className="text-muted-foreground">
            <tr className="*:py-1 *:pr-4 *:font-medium">
              <th scope="col">Run</th>
              <th scope="col">Try</th>
              <th scope="col">End</th>
              <th scope="col">Began</th>
              <th scope="col" className="text-right">
                Waited
              </th>
              <th scope="col" className="text-right">
                Ran
              </th>
            </tr>
          </thead>
          <tbody className="divide-y tabular-nums">
            {bars.map((bar) => (
              <tr key={bar.run} className="*:py-1 *:pr-4">
                <td>{bar.run}</td>
                <td>{bar.attempt}</td>
                <td>{OUTCOME_LOOKS[bar.outcome].word}</td>
                <td>
                  <Moment time={new Date(bar.from).toISOString()} drawnAt={drawnAt} />
                </td>
                <td className="text-right whitespace-nowrap">{duration(bar.waitedMs)}</td>
                <td className="text-right whitespace-nowrap">{duration(bar.to - bar.from)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
