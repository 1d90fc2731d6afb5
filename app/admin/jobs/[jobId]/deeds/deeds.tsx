import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { Icon } from "@/app/_components/icon";
import type { JobDetail } from "@/lib/jobs/reading/read-job";
import { cancel, hasten, note, replay, retry } from "./actions";
import { Deed, Reason } from "./deed";

type DeedsProps = {
  job: JobDetail;
  isOperator: boolean;
  isAdmin: boolean;
  /** The query of the list that somebody came from. */
  from: string | null;
};

/** What can be done with the job as it stands. The actions check again who asks. */
export function Deeds({ job, isOperator, isAdmin, from }: DeedsProps) {
  if (!isOperator) return <p className="text-sm text-muted-foreground">Operators may act on it.</p>;
  const hidden = { jobId: job.jobId, from: from ?? "" };
  const hasEnded = job.completedAt !== null;
  const editHref = `/admin/jobs/${job.jobId}/replay${from === null ? "" : `?from=${encodeURIComponent(from)}`}`;
  const mayRetry = hasEnded && job.status !== "completed" && job.payloadErasedAt === null;
  return (
    <>
      {mayRetry && (
        <Deed
          id="retry"
          icon="retry"
          label="Retry"
          keyName="r"
          look="primary"
          title="Retry this job?"
          means={`The same job goes on, with all of its ${job.retries + 1} tries. What it has done once outside stays done.`}
          action={retry}
          hidden={hidden}
          verb="Retry"
        >
          {job.isUncertain && <SendAnyway isAdmin={isAdmin} />}
          <Reason id="retry" />
        </Deed>
      )}
      {hasEnded && job.payloadErasedAt === null && (
        <Deed
          id="replay"
          icon="play"
          label="Replay"
          keyName="p"
          look={job.status === "completed" ? "primary" : "outline"}
          title="Replay this job?"
          means="A new job is started like this one, with the same payload. What it does outside happens once more. This one stays as it is."
          action={replay}
          hidden={hidden}
          verb="Replay"
        />
      )}
      {hasEnded && (
        <Link
          href={editHref}
          prefetch={false}
          data-key="e"
          title="Press e"
          className={buttonStyle("outline")}
        >
          <Icon name="edit" />
          Edit and replay
        </Link>
      )}
      {mayHasten(job) && (
        <Deed
          id="hasten"
          icon="play"
          label="Run now"
          keyName="n"
          look="primary"
          title="Run it now?"
          means="It is made due at once instead of at its time. Its tries are counted as before, and limits hold."
          action={hasten}
          hidden={hidden}
          verb="Run now"
        />
      )}
      {!hasEnded && job.cancelRequestedAt === null && (
        <Deed
          id="cancel"
          icon="ban"
          label="Cancel…"
          keyName="c"
          look="outline"
          isDestructive
          title="Cancel this job?"
          means={cancelMeans(job)}
          action={cancel}
          hidden={hidden}
          verb="Cancel the job"
        />
      )}
      <Deed
        id="note"
        icon="note"
        label="Note"
        look="outline"
        title="Leave a note"
        means="For whoever looks at this job next: what you found out, whom you asked. It cannot be changed later."
        action={note}
        hidden={hidden}
        verb="Leave it"
      >
        <Reason id="note" label="Note" isRequired />
      </Deed>
    </>
  );
}

/** Its time lies ahead, and nothing else holds it back. */
function mayHasten({
  status,
  nextAttemptAt,
  notBefore,
  parkedReason,
  isPaused,
  readAt,
  cancelRequestedAt,
}: JobDetail) {
  if ((status !== "pending" && status !== "retrying") || parkedReason !== null || isPaused) return false;
  const due = nextAttemptAt ?? notBefore;
  return cancelRequestedAt === null && due !== null && Date.parse(due) > readAt;
}

function cancelMeans({ status }: JobDetail): string {
  if (status === "processing")
    return "Its run is asked to stop, which takes up to ten seconds. If it succeeds first, the job is completed. What it has done outside stays done.";
  if (status === "waiting") return "It ends at once, and the jobs that it waits for are cancelled with it.";
  return "It ends at once and its message is taken back. It can be retried later.";
}

function SendAnyway({ isAdmin }: { isAdmin: boolean }) {
  if (!isAdmin)
    return (
      <p className="rounded-md border border-warning/50 px-3 py-2 text-sm text-warning">
        Nobody knows whether it has had its effect outside. Unless an admin lets it be sent once more, it
        fails again.
      </p>
    );
  return (
    <label className="flex items-start gap-2.5 rounded-md border border-warning/50 px-3 py-2 text-sm">
      <input type="checkbox" name="sendAnyway" className="mt-0.5 size-4 shrink-0 accent-primary" />
      <span>
        <span className="font-medium">Send anyway.</span> I have looked at the provider's side: it did not
        happen there.
      </span>
    </label>
  );
}
