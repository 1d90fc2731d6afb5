import Link from "next/link";
import { EmptyState } from "@/app/admin/jobs/_parts/empty-state";
import { Moment } from "@/app/admin/jobs/_parts/moment";
import { type Names, namesOf } from "@/lib/auth/names-of";
import { database } from "@/lib/db/client";
import { type AuditLine, readAudit } from "@/lib/jobs/reading/read-audit";
import type { TabProps } from "./tab";

/** What each deed is called in a sentence that begins with who did it. */
const DEEDS: Record<string, string> = {
  cancel: "cancelled it",
  revive: "retried it",
  replay: "replayed another job as this one",
  "run-now": "made it due at once",
  "run-schedule": "ran its schedule by hand",
  "test-job": "sent it as a test",
  note: "left a note",
};

/** What people did to the job and why, the latest first. */
export async function AuditTab({ job }: TabProps) {
  const lines = await readAudit(database(), job.jobId);
  if (lines.length === 0)
    return (
      <EmptyState
        kind="never"
        title="Nobody has done anything to it"
        text="Cancels, retries, replays and notes leave a line here: who, when and why."
      />
    );
  const userIds = [...new Set(lines.map(({ userId }) => userId).filter((id) => id !== null))];
  const names = await namesOf({ userIds, organizationIds: [] });
  return (
    <ol className="grid grid-cols-1 divide-y rounded-xl border bg-card">
      {lines.map((line) => (
        <Line key={line.id} line={line} names={names} drawnAt={job.readAt} />
      ))}
    </ol>
  );
}

function Line({ line, names, drawnAt }: { line: AuditLine; names: Names; drawnAt: number }) {
  const { userId, action, reason, operationId, detail } = line;
  const who = userId === null ? "The command line" : (names.people.get(userId) ?? `Person ${userId}`);
  return (
    <li className="grid grid-cols-1 gap-1 px-4 py-3 text-sm">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span>
          <span className="font-medium">{who}</span> {DEEDS[action] ?? action}
          {detail?.sendAnyway === true && ", to send once more what may have happened"}
          {detail?.isEdited === true && ", with another payload"}
        </span>
        <span className="text-muted-foreground">
          <Moment time={line.at} drawnAt={drawnAt} />
        </span>
      </p>
      {reason !== null && <p className="wrap-anywhere whitespace-pre-wrap text-muted-foreground">{reason}</p>}
      {operationId !== null && (
        <Link
          href={`/admin/jobs/${operationId}`}
          prefetch={false}
          className="w-fit text-primary underline-offset-4 hover:underline"
        >
          With many others, by one operation
        </Link>
      )}
    </li>
  );
}
