import Link from "next/link";
import type { ReactNode } from "react";
import { shownStatus } from "@/app/_components/describe-job";
import { StatusBadge } from "@/app/_components/status-badge";
import { EmptyState } from "@/app/admin/jobs/_parts/empty-state";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import { hrefOf, type Terms } from "@/app/admin/jobs/list/terms";
import { database } from "@/lib/db/client";
import type { JobDetail } from "@/lib/jobs/reading/read-job";
import { COUNTED_MAX, type Relative, type Relatives, readFamily } from "@/lib/jobs/reading/read-relatives";
import { cancelAllHref } from "./cancel-all-href";
import type { TabProps } from "./tab";

/** The jobs that have to do with this one: where it comes from, and what came of it. */
export async function RelatedTab({ job, isOperator }: TabProps) {
  const family = await readFamily(database(), job);
  const { parent, original, children, siblings, replays } = family;
  const isAlone =
    [job.parentJobId, job.replayedFrom, job.batchId, job.waitsFor, job.scheduleId].every(
      (id) => id === null,
    ) && children.count + replays.count + (job.line?.holders.length ?? 0) === 0;
  if (isAlone)
    return (
      <EmptyState
        kind="never"
        title="No other job has to do with it"
        text="A parent, children, replays and the jobs of its batch appear here."
      />
    );
  return (
    <>
      <One title="Started by" relative={parent} jobId={job.parentJobId} now={job.readAt} />
      <One title="Replay of" relative={original} jobId={job.replayedFrom} now={job.readAt} />
      {job.line !== null && job.line.holders.length > 0 && (
        <Panel title="Runs with its key">
          {job.line.holders.map((jobId) => (
            <JobLink key={jobId} jobId={jobId} />
          ))}
        </Panel>
      )}
      {job.waitedBatch !== null && (
        <Batch
          title="The batch it waits for, or waited for last"
          batch={job.waitedBatch}
          batchId={job.waitsFor}
          mayCancel={isOperator}
        />
      )}
      <Many
        title="Started by it"
        relatives={children}
        terms={{ parent: job.jobId }}
        now={job.readAt}
        mayCancel={isOperator}
      />
      <Many title="Replays of it" relatives={replays} terms={{ replays: job.jobId }} now={job.readAt} />
      {job.batch !== null && (
        <Batch
          title={job.batch.isCancelled ? "Its batch, which was cancelled" : "Its batch"}
          batch={job.batch}
          batchId={job.batchId}
          mayCancel={isOperator}
        />
      )}
      <Many
        title="Others of its batch"
        relatives={siblings}
        terms={{ batch: job.batchId ?? "" }}
        now={job.readAt}
      />
      {job.scheduleId !== null && (
        <Panel title="Its schedule">
          <Link href={hrefOf({ schedule: job.scheduleId })} className={LINK}>
            All jobs of {job.scheduleId}
          </Link>
        </Panel>
      )}
    </>
  );
}

const LINK = "w-fit text-sm text-primary underline-offset-4 wrap-anywhere hover:underline";

type OneProps = { title: string; relative: Relative | null; jobId: string | null; now: number };

function One({ title, relative, jobId, now }: OneProps) {
  if (jobId === null) return null;
  return (
    <Panel title={title}>
      {relative === null ? (
        <p className="text-sm text-muted-foreground">
          <code className="font-mono text-xs wrap-anywhere">{jobId}</code>, which retention has removed.
        </p>
      ) : (
        <ul>
          <Row relative={relative} now={now} />
        </ul>
      )}
    </Panel>
  );
}

type ManyProps = { title: string; relatives: Relatives; terms: Terms; now: number; mayCancel?: boolean };

function Many({ title, relatives: { first, count }, terms, now, mayCancel = false }: ManyProps) {
  if (count === 0) return null;
  const number =
    count >= COUNTED_MAX ? `${COUNTED_MAX.toLocaleString("en")} or more` : count.toLocaleString("en");
  return (
    <Panel
      title={`${title}: ${number}`}
      aside={
        <Aside
          terms={terms}
          // Of those that are not shown nobody knows.
          mayCancel={mayCancel && (count > first.length || first.some((one) => one.completedAt === null))}
        />
      }
    >
      <ul className="grid grid-cols-1 divide-y">
        {first.map((relative) => (
          <Row key={relative.jobId} relative={relative} now={now} />
        ))}
      </ul>
      {count > first.length && (
        <p className="text-sm text-muted-foreground">The first {first.length}, failed ones in front.</p>
      )}
    </Panel>
  );
}

/** Where the jobs are listed, and where somebody is asked whether all of them are to be cancelled. */
function Aside({ terms, mayCancel }: { terms: Terms; mayCancel: boolean }) {
  return (
    <span className="flex flex-wrap gap-x-4">
      {mayCancel && (
        <Link href={cancelAllHref(terms)} prefetch={false} className={LINK}>
          Cancel all…
        </Link>
      )}
      <Link href={hrefOf(terms)} className={LINK}>
        In the list
      </Link>
    </span>
  );
}

function Row({ relative, now }: { relative: Relative; now: number }) {
  return (
    <li className="grid grid-cols-[7rem_minmax(0,1fr)] items-baseline gap-x-3 py-1.5">
      <StatusBadge status={shownStatus(relative, now)} />
      <span className="min-w-0">
        <JobLink jobId={relative.jobId}>{relative.type}</JobLink>
        {relative.error !== null && (
          <span className="block truncate text-xs text-muted-foreground">{relative.error}</span>
        )}
      </span>
    </li>
  );
}

function JobLink({ jobId, children }: { jobId: string; children?: ReactNode }) {
  return (
    <Link href={`/admin/jobs/${jobId}`} prefetch={false} className={LINK}>
      {children} <code className="font-mono text-xs text-muted-foreground">…{jobId.slice(-8)}</code>
    </Link>
  );
}

type BatchProps = {
  title: string;
  batch: NonNullable<JobDetail["waitedBatch"]>;
  batchId: string | null;
  mayCancel: boolean;
};

function Batch({ title, batch: { total, completed, failed, cancelled }, batchId, mayCancel }: BatchProps) {
  const share = (count: number) => ({ width: `${total === 0 ? 0 : (count / total) * 100}%` });
  const open = total - completed - failed - cancelled;
  return (
    <Panel
      title={title}
      aside={batchId !== null && <Aside terms={{ batch: batchId }} mayCancel={mayCancel && open > 0} />}
    >
      <div aria-hidden="true" className="flex h-2 overflow-hidden rounded-full bg-muted">
        <span className="bg-success" style={share(completed)} />
        <span className="bg-destructive" style={share(failed)} />
        <span className="bg-muted-foreground" style={share(cancelled)} />
      </div>
      <p className="text-sm text-muted-foreground tabular-nums">
        {total.toLocaleString("en")} jobs: {completed.toLocaleString("en")} completed,{" "}
        {failed.toLocaleString("en")} failed, {cancelled.toLocaleString("en")} cancelled,{" "}
        {open.toLocaleString("en")} open.
      </p>
    </Panel>
  );
}
