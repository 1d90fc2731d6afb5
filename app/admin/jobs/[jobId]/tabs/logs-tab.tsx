import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { EmptyState } from "@/app/admin/jobs/_parts/empty-state";
import { Moment } from "@/app/admin/jobs/_parts/moment";
import { database } from "@/lib/db/client";
import { type LogLine, type LogPlace, readLogs } from "@/lib/jobs/reading/read-logs";
import type { TabProps } from "./tab";
import { tabHref } from "./tabs";

/** What the handler said with `ctx.log`, oldest first; the latest page first. */
export async function LogsTab({ job, given, from }: TabProps) {
  const place = { before: placeIn(given.before), after: placeIn(given.after) };
  const { lines, hasEarlier, hasLater } = await readLogs(database(), job.jobId, place);
  const [first, last] = [lines.at(0), lines.at(-1)];
  if (first === undefined || last === undefined)
    return <EmptyState kind="never" title="It has said nothing" text="Lines of ctx.log appear here." />;
  return (
    <>
      {hasEarlier && (
        <Page label="Earlier lines" href={tabHref(job.jobId, "logs", from, { before: textOf(first) })} />
      )}
      <ol className="grid grid-cols-1 divide-y overflow-x-auto rounded-xl border bg-card">
        {lines.map((line) => (
          <Line key={textOf(line)} line={line} drawnAt={job.readAt} />
        ))}
      </ol>
      {hasLater && (
        <Page label="Later lines" href={tabHref(job.jobId, "logs", from, { after: textOf(last) })} />
      )}
    </>
  );
}

function Line({ line: { run, at, message, fields }, drawnAt }: { line: LogLine; drawnAt: number }) {
  return (
    <li className="grid grid-cols-[2rem_5.5rem_minmax(0,1fr)] items-baseline gap-x-2 px-3 py-1.5 font-mono text-xs">
      <span className="text-muted-foreground">#{run}</span>
      <span className="text-muted-foreground">
        <Moment time={at} drawnAt={drawnAt} />
      </span>
      <span className="wrap-anywhere whitespace-pre-wrap">
        {message}
        {fields !== null && Object.keys(fields).length > 0 && (
          <span className="text-muted-foreground"> {JSON.stringify(fields)}</span>
        )}
      </span>
    </li>
  );
}

function Page({ label, href }: { label: string; href: string }) {
  return (
    <Link
      href={href}
      scroll={false}
      prefetch={false}
      className={`${buttonStyle("outline")} justify-self-start`}
    >
      {label}
    </Link>
  );
}

function textOf({ run, line }: LogPlace): string {
  return `${run}.${line}`;
}

function placeIn(given: string | string[] | undefined): LogPlace | undefined {
  const [, run, line] = /^(\d{1,9})\.(\d{1,9})$/.exec(String(given)) ?? [];
  return run === undefined || line === undefined ? undefined : { run: Number(run), line: Number(line) };
}
