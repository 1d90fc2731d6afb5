import Link from "next/link";
import { StatusBadge } from "@/app/_components/status-badge";
import { DeedForm } from "@/app/admin/jobs/_parts/deed-form";
import { LocalTime } from "@/app/admin/jobs/_parts/local-time";
import { duration } from "@/lib/jobs/duration";
import type { DeadLetter, LetterState } from "@/lib/jobs/reading/list-dead-letters";
import { deleteLetters, reviveLetter } from "./actions";

const SAYS: Record<LetterState, string> = {
  "to-take-over": "Its job waits for this message: the next pass of reconcile moves it on.",
  ended: "Its job has ended. A retry runs it again and deletes the letter.",
  "went-on": "Its job went on without it. The letter can go.",
  "no-job": "There is no job of it any more. The letter can go.",
  other: "No job message: a call of the app itself, such as a tick of a schedule.",
};

/** How long QStash keeps a letter at least: three days on its free plan. */
const KEPT_MS = 3 * 86_400_000;

type LetterRowProps = { letter: DeadLetter; mayOperate: boolean; isAdmin: boolean; now: number };

/** One letter, with its job and what can be done about it. */
export function LetterRow({ letter, mayOperate, isAdmin, now }: LetterRowProps) {
  const { dlqId, state, path, responseStatus, diedAt, job } = letter;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 py-4 first:pt-0 last:pb-0">
      <div className="grid min-w-0 flex-[1_1_20rem] gap-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {job === null ? (
            <span className="font-medium wrap-anywhere">{path}</span>
          ) : (
            <>
              {job.status === null ? (
                <span className="font-medium">{job.type}</span>
              ) : (
                <Link href={`/admin/jobs/${job.jobId}`} className="font-medium hover:underline">
                  {job.type}
                </Link>
              )}
              <code className="font-mono text-xs text-muted-foreground">…{job.jobId.slice(-8)}</code>
              {job.status !== null && <StatusBadge status={job.status} />}
            </>
          )}
        </p>
        <p className="text-sm">{SAYS[state]}</p>
        <p className="text-sm text-muted-foreground tabular-nums">
          {responseStatus === null ? "No answer" : `Answered ${responseStatus}`}
          {diedAt !== null && (
            <>
              {" · given up "}
              <LocalTime time={diedAt.toISOString()} />
              {` · ${leftText(diedAt, now)}`}
            </>
          )}
          {" · "}
          <code className="font-mono text-xs wrap-anywhere">{dlqId}</code>
        </p>
      </div>
      <div className="flex flex-wrap items-start gap-2">
        {mayOperate && state === "ended" && job !== null && (
          <DeedForm
            action={reviveLetter}
            hidden={{ jobId: job.jobId, dlqId }}
            label="Retry job"
            name={dlqId}
          />
        )}
        {isAdmin && state !== "to-take-over" && (
          <DeedForm
            action={deleteLetters}
            hidden={{ dlqId }}
            label="Delete"
            name={dlqId}
            confirm="QStash forgets the message, for good. The job stays as it is."
            asksReason
          />
        )}
      </div>
    </li>
  );
}

function leftText(diedAt: Date, now: number): string {
  const left = diedAt.getTime() + KEPT_MS - now;
  return left > 0 ? `kept for ${duration(left)} at least` : "may run out any time";
}
