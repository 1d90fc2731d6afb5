import type { JobDetail } from "@/lib/jobs/reading/read-job";

/** How far an open job is, where it says so; of one that waits, how far those are that it waits for. */
export function Progress({ job }: { job: JobDetail }) {
  const progress = progressOf(job);
  if (progress === null || job.completedAt !== null) return null;
  const { done, total, message } = progress;
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  const count = `${done.toLocaleString("en")}${total === null ? "" : ` of ${total.toLocaleString("en")}`}`;
  const text = [count, message, share === null ? null : `${Math.floor(share * 100)} %`]
    .filter((part) => part !== null && part !== "")
    .join(" · ");
  return (
    <div className="grid max-w-xl grid-cols-1 gap-1.5">
      {share !== null && (
        <progress
          aria-label="Progress"
          value={share}
          max={1}
          className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-muted [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-primary"
        />
      )}
      <p className="text-sm text-muted-foreground wrap-anywhere tabular-nums">{text}</p>
    </div>
  );
}

function progressOf({ status, progress, waitedBatch }: JobDetail): JobDetail["progress"] {
  if (status !== "waiting" || waitedBatch === null) return progress;
  const { total, completed, failed, cancelled } = waitedBatch;
  return { done: completed + failed + cancelled, total, message: "of what it waits for" };
}
