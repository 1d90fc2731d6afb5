"use client";

import { Collapsible } from "@base-ui/react/collapsible";
import { duration } from "@/lib/jobs/duration";
import type { Outcome } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";
import { Icon } from "./icon";

type Attempt = JobView["attempts"][number];

const OUTCOMES: Record<Outcome, string> = {
  completed: "Worked",
  continued: "Got further",
  waiting: "Waits for others",
  retry: "Did not work",
  deferred: "Put off",
  failed: "Failed for good",
  timeout: "Took too long",
  cancelled: "Cancelled",
  lost: "Interrupted",
};

type JobAttemptsProps = { attempts: readonly Attempt[]; isOpen?: boolean };

/** What happened so far, one line per run, folded away until somebody wants to know. */
export function JobAttempts({ attempts, isOpen = false }: JobAttemptsProps) {
  if (attempts.length === 0) return null;
  return (
    <Collapsible.Root defaultOpen={isOpen}>
      <Collapsible.Trigger className="group -ml-1 flex cursor-pointer items-center gap-1 rounded-sm px-1 text-sm text-muted-foreground hover:text-foreground">
        <Icon name="chevron" className="size-3.5 transition-transform group-data-panel-open:rotate-90" />
        {attempts.length === 1 ? "1 try" : `${attempts.length} tries`}
      </Collapsible.Trigger>
      <Collapsible.Panel>
        <ol className="mt-2 grid gap-1.5 border-l-2 pl-3 text-sm">
          {attempts.map((attempt) => (
            <li key={attempt.run} className="text-muted-foreground">
              <AttemptLine {...attempt} />
            </li>
          ))}
        </ol>
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}

function AttemptLine({ outcome, startedAt, finishedAt, error }: Attempt) {
  const started = new Date(startedAt);
  return (
    <>
      <time dateTime={startedAt} title={started.toLocaleString()} className="tabular-nums">
        {started.toLocaleTimeString()}
      </time>
      {" · "}
      <span className="font-medium text-foreground">{OUTCOMES[outcome]}</span>
      {` after ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`}
      {error !== null && <span className="wrap-anywhere">: {error.message}</span>}
    </>
  );
}
