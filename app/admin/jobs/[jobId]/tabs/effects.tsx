import { Icon, type IconName } from "@/app/_components/icon";
import { Moment } from "@/app/admin/jobs/_parts/moment";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import type { LedgerEntry } from "@/lib/jobs/reading/read-effects";

const STATES: Record<LedgerEntry["state"], { word: string; icon: IconName; className: string }> = {
  done: { word: "Done", icon: "check", className: "text-success" },
  refused: { word: "Did not happen", icon: "ban", className: "text-muted-foreground" },
  sending: { word: "No answer yet", icon: "alert", className: "text-warning" },
};

/** What the job has done outside of its database, once each: the ledger of `ctx.once`. */
export function Effects({ effects, drawnAt }: { effects: readonly LedgerEntry[]; drawnAt: number }) {
  return (
    <Panel title="Done outside, once each">
      <ul className="grid divide-y">
        {effects.map(({ key, state, calls, run, firstSentAt }) => {
          const { word, icon, className } = STATES[state];
          return (
            <li key={key} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-2 text-sm">
              <code className="font-mono text-xs font-medium wrap-anywhere">{key}</code>
              <span className={className}>
                <Icon name={icon} className="mr-1 inline size-4 align-[-0.2em]" />
                {word}
              </span>
              <span className="text-muted-foreground tabular-nums">
                first sent <Moment time={firstSentAt} drawnAt={drawnAt} />, by run {run} last
                {calls > 1 && `, ${calls} calls that may have had the effect`}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
