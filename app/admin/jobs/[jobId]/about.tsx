import Link from "next/link";
import type { ReactNode } from "react";
import { CopyButton } from "@/app/admin/jobs/_parts/copy-button";
import { Moment } from "@/app/admin/jobs/_parts/moment";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import { hrefOf } from "@/app/admin/jobs/list/terms";
import type { Names } from "@/lib/auth/names-of";
import { env } from "@/lib/env/env";
import { duration } from "@/lib/jobs/duration";
import type { JobDetail } from "@/lib/jobs/reading/read-job";

/** What is known of the job beyond how it stands: whose it is, its times, its policy, its message. */
export function About({ job, names }: { job: JobDetail; names: Names }) {
  return (
    <aside aria-label="About the job" className="grid grid-cols-1 gap-6 sm:grid-cols-2 lg:grid-cols-1">
      <Panel title="Job">
        <Facts>
          <Fact name="Id">
            <Code text={job.jobId} label="Copy the id" />
          </Fact>
          <Fact name="Type">
            <Link href={hrefOf({ type: job.type })} className={LINK}>
              {job.type}
            </Link>
          </Fact>
          <Fact name="For">
            <Owner job={job} names={names} />
          </Fact>
          <Time name="Created" time={job.createdAt} job={job} />
          <Time name="Not before" time={job.notBefore} job={job} />
          <Time name="First run" time={job.startedAt} job={job} />
          <Time name="Next try" time={job.nextAttemptAt} job={job} />
          <Time name="Ended" time={job.completedAt} job={job} />
          <Time name="Deadline" time={job.deadlineAt} job={job} />
          <Time name="Revived" time={job.revivedAt} job={job} />
          <Fact name="Schedule">
            {job.scheduleId !== null && (
              <Link href={hrefOf({ schedule: job.scheduleId })} className={LINK}>
                {job.scheduleId}
              </Link>
            )}
          </Fact>
          <Time name="Its tick" time={job.scheduledFor} job={job} />
        </Facts>
      </Panel>
      <Panel title="Policy and counts">
        <Facts>
          <Fact name="Tries">
            {job.attempt} of {Math.max(job.attempt, job.retries + 1)}
          </Fact>
          <Fact name="Runs">{job.run}</Fact>
          <Fact name="Parts">
            {job.maxContinuations > 0 && `${job.continuations} of up to ${job.maxContinuations}`}
          </Fact>
          <Fact name="Time limit">{duration(job.timeoutSeconds * 1_000)} a run</Fact>
          <Fact name="Waits">{job.retries > 0 && backoffText(job.backoffSeconds)}</Fact>
          <Fact name="Priority">{job.priority !== 0 && job.priority}</Fact>
          <Fact name="Revived">{job.revivals > 0 && times(job.revivals)}</Fact>
          <Fact name="Rescued">{job.rescues > 0 && `${times(job.rescues)} in a row`}</Fact>
          <Fact name="Key in line">
            {job.concurrencyKey !== null && `${job.concurrencyKey}, ${job.concurrencyLimit ?? 1} at once`}
          </Fact>
          <Fact name="Idempotency">
            {job.idempotencyKey !== null && <Code text={job.idempotencyKey} label="Copy the key" />}
          </Fact>
          <Fact name="Debounce">{job.debounceKey}</Fact>
          <Fact name="Follow-ups">{job.followUps > 0 && `${job.followUps} planned for its end`}</Fact>
          <Fact name="Payload">version {job.payloadVersion}</Fact>
          <Fact name="Payload goes">{erasing(job)}</Fact>
          <Time name="Erased" time={job.payloadErasedAt} job={job} />
        </Facts>
      </Panel>
      <Panel title="Delivery" className="sm:col-span-2 lg:col-span-1">
        <Facts>
          <Fact name="Route">
            <code className="font-mono text-xs wrap-anywhere">{job.endpoint}</code>
          </Fact>
          <Fact name="Leg">{job.leg}</Fact>
          <Fact name="Message">
            {job.messageId !== null && <Code text={job.messageId} label="Copy the message id" />}
          </Fact>
          <Time name="Left" time={job.publishedAt} job={job} />
          <Fact name="Dead letter">
            {job.dlqId !== null && <Code text={job.dlqId} label="Copy the dead letter's id" />}
          </Fact>
          <Time name="Lease until" time={job.leaseUntil} job={job} />
          <Fact name="Trace">
            {job.traceParent !== null && <Code text={job.traceParent} label="Copy the trace" />}
          </Fact>
          <Fact name="QStash">{job.messageId !== null && isUpstash() && <Console />}</Fact>
        </Facts>
      </Panel>
    </aside>
  );
}

const LINK = "text-primary underline-offset-4 wrap-anywhere hover:underline";

function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">{children}</dl>;
}

/** A line where there is something to say. */
function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === false) return null;
  return (
    <>
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="min-w-0 wrap-anywhere tabular-nums">{children}</dd>
    </>
  );
}

function Time({ name, time, job }: { name: string; time: string | null; job: JobDetail }) {
  return <Fact name={name}>{time !== null && <Moment time={time} drawnAt={job.readAt} />}</Fact>;
}

function Code({ text, label }: { text: string; label: string }) {
  return (
    <span className="flex min-w-0 items-start gap-1">
      <code className="min-w-0 font-mono text-xs/5 wrap-anywhere">{text}</code>
      <span className="-my-1">
        <CopyButton text={text} label={label} />
      </span>
    </span>
  );
}

function Owner({ job: { userId, organizationId }, names }: { job: JobDetail; names: Names }) {
  if (userId === null && organizationId === null) return <>the product itself</>;
  return (
    <span className="grid">
      {userId !== null && (
        <Link href={hrefOf({ user: String(userId) })} className={LINK}>
          {names.people.get(userId) ?? `person ${userId}`}
        </Link>
      )}
      {organizationId !== null && (
        <Link href={hrefOf({ organization: String(organizationId) })} className={LINK}>
          {names.organizations.get(organizationId) ?? `organization ${organizationId}`}
        </Link>
      )}
    </span>
  );
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function backoffText(seconds: readonly number[]): string {
  const shown = seconds.slice(0, 6).map((one) => (one === 0 ? "none" : duration(one * 1_000)));
  return `${shown.join(", ")}${seconds.length > shown.length ? ", …" : ""}`;
}

function erasing({ erasePayloadAfterSeconds: seconds, payloadErasedAt }: JobDetail): ReactNode {
  if (seconds === null || payloadErasedAt !== null) return null;
  return seconds === 0 ? "right after its end" : `${duration(seconds * 1_000)} after its end`;
}

function isUpstash(): boolean {
  return new URL(env().QSTASH_URL).hostname.endsWith("upstash.io");
}

function Console() {
  return (
    <a href="https://console.upstash.com/qstash" target="_blank" rel="noreferrer" className={LINK}>
      Open the console
    </a>
  );
}
