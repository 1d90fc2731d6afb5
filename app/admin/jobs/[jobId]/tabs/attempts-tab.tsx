import Link from "next/link";
import { Icon } from "@/app/_components/icon";
import { CopyButton } from "@/app/admin/jobs/_parts/copy-button";
import { EmptyState } from "@/app/admin/jobs/_parts/empty-state";
import { Moment } from "@/app/admin/jobs/_parts/moment";
import { OUTCOME_LOOKS } from "@/app/admin/jobs/[jobId]/outcome-looks";
import { hrefOf } from "@/app/admin/jobs/list/terms";
import { database } from "@/lib/db/client";
import { duration } from "@/lib/jobs/duration";
import type { EndedRun } from "@/lib/jobs/reading/read-attempts";
import { readEffects } from "@/lib/jobs/reading/read-effects";
import { Effects } from "./effects";
import { splitStack } from "./stack";
import type { TabProps } from "./tab";

/** Every run that has ended, the latest first, with what went wrong; and what the job has done outside. */
export async function AttemptsTab({ job, runs }: TabProps) {
  const effects = await readEffects(database(), job.jobId);
  return (
    <>
      {runs.length === 0 ? (
        <EmptyState
          kind="never"
          title="No run has ended yet"
          text="Each run leaves its end and its error here."
        />
      ) : (
        <ol className="grid grid-cols-1 gap-3">
          {runs.toReversed().map((run, index) => (
            <li key={run.run}>
              <Attempt
                run={run}
                type={job.type}
                retries={job.retries}
                drawnAt={job.readAt}
                isLatest={index === 0}
              />
            </li>
          ))}
        </ol>
      )}
      {runs.length < job.run - 1 && (
        <p className="text-sm text-muted-foreground">
          The latest {runs.length} of {job.run.toLocaleString("en")} runs.
        </p>
      )}
      {effects.length > 0 && <Effects effects={effects} drawnAt={job.readAt} />}
    </>
  );
}

type AttemptProps = { run: EndedRun; type: string; retries: number; drawnAt: number; isLatest: boolean };

function Attempt({ run, type, retries, drawnAt, isLatest }: AttemptProps) {
  const { word, icon, text } = OUTCOME_LOOKS[run.outcome];
  const ran = duration(Date.parse(run.finishedAt) - Date.parse(run.startedAt));
  return (
    <article className="grid grid-cols-1 gap-2 rounded-xl border bg-card p-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className={`text-sm font-semibold ${text}`}>
          <Icon name={icon} className="mr-1.5 inline size-4 align-[-0.2em]" />
          {word}
        </h3>
        <p className="text-sm text-muted-foreground tabular-nums">
          Run {run.run}, try {run.attempt} of {Math.max(run.attempt, retries + 1)}
        </p>
        <p className="text-sm text-muted-foreground tabular-nums">
          <Moment time={run.startedAt} drawnAt={drawnAt} />
          {`, ${ran}`}
          {run.waitedMs !== null && run.waitedMs > 0 && ` after ${duration(run.waitedMs)}`}
        </p>
      </div>
      {run.error !== null && <ErrorOf error={run.error} isOpen={isLatest} />}
      <dl className="flex flex-wrap gap-x-5 gap-y-1 text-xs text-muted-foreground">
        <Code code={run.error?.code ?? null} type={type} />
        <Detail name="HTTP">{run.error?.httpStatus}</Detail>
        <Detail name="Deploy">{run.appVersion}</Detail>
        <Detail name="Leg">{run.leg}</Detail>
        <Detail name="Message">{run.messageId}</Detail>
        <Detail name="Cause">{run.error?.fingerprint}</Detail>
      </dl>
    </article>
  );
}

function Detail({ name, children }: { name: string; children: string | number | null | undefined }) {
  if (children === null || children === undefined) return null;
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt>{name}</dt>
      <dd className="font-mono wrap-anywhere text-foreground">{children}</dd>
    </div>
  );
}

/** The error's code, which leads to other jobs of the type that have it. */
function Code({ code, type }: { code: string | null; type: string }) {
  if (code === null) return null;
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt>Code</dt>
      <dd>
        <Link
          href={hrefOf({ type, code })}
          prefetch={false}
          title={`Jobs of ${type} that ended with it`}
          className="font-mono wrap-anywhere text-primary underline-offset-4 hover:underline"
        >
          {code}
        </Link>
      </dd>
    </div>
  );
}

function ErrorOf({ error, isOpen }: { error: NonNullable<EndedRun["error"]>; isOpen: boolean }) {
  return (
    <>
      <p className="text-sm wrap-anywhere whitespace-pre-wrap">
        {error.name !== null && <span className="font-medium">{error.name}: </span>}
        {error.message}
      </p>
      {error.stack !== null && <StackOf stack={error.stack} isOpen={isOpen} />}
    </>
  );
}

function StackOf({ stack, isOpen }: { stack: string; isOpen: boolean }) {
  const { own, others, whole } = splitStack(stack);
  return (
    <details open={isOpen && own.length > 0} className="min-w-0">
      <summary className="w-fit cursor-pointer rounded-sm text-sm text-muted-foreground hover:text-foreground">
        Where
      </summary>
      <div className="mt-2 grid grid-cols-1 gap-2 rounded-md bg-muted/60 p-3">
        {own.length === 0 ? (
          <p className="text-xs text-muted-foreground">No frame of the app's own code.</p>
        ) : (
          <ol className="grid gap-1 font-mono text-xs font-medium wrap-anywhere">
            {own.map((frame, index) => (
              <li key={`${index} ${frame}`}>{frame}</li>
            ))}
          </ol>
        )}
        <details>
          <summary className="w-fit cursor-pointer rounded-sm text-xs text-muted-foreground hover:text-foreground">
            The whole stack
            {others > 0 && `, with ${others} ${others === 1 ? "frame" : "frames"} of libraries`}
          </summary>
          <div className="mt-2 flex items-start gap-2">
            <pre className="min-w-0 flex-1 overflow-x-auto font-mono text-xs text-muted-foreground">
              {whole}
            </pre>
            <CopyButton text={whole} label="Copy the stack" />
          </div>
        </details>
      </div>
    </details>
  );
}
