import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { StatusBadge } from "@/app/_components/status-badge";
import { isStaff, requireStaff } from "@/app/admin/_staff/require-staff";
import { DeedForm } from "@/app/admin/jobs/_parts/deed-form";
import { EmptyState } from "@/app/admin/jobs/_parts/empty-state";
import { PageHeading } from "@/app/admin/jobs/_parts/page-heading";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import { reconcileNow } from "@/app/admin/jobs/system/actions";
import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { type DeadLetterPage, type LostLetter, listDeadLetters } from "@/lib/jobs/reading/list-dead-letters";
import { deleteLetters, reviveLetter } from "./actions";
import { LetterRow } from "./letter-row";

export const metadata: Metadata = { title: "Dead letters" };

/** A pass of reconcile, which somebody may ask for here, goes on for a minute. */
export const maxDuration = 120;

export default async function DeadLettersPage({ searchParams }: PageProps<"/admin/jobs/dead-letters">) {
  const { actor } = await requireStaff("viewer", "/admin/jobs/dead-letters");
  const { cursor } = await searchParams;
  const now = requestTime();
  const mayOperate = isStaff(actor, "operator");
  const isAdmin = isStaff(actor, "admin");
  const page = await read(typeof cursor === "string" ? cursor.slice(0, 500) : null);
  return (
    <>
      <PageHeading
        title="Dead letters"
        lead="Messages that QStash gave up, beside the jobs that they were for. The jobs are in the database, whatever becomes of the letters."
      >
        {isAdmin && <DeedForm action={reconcileNow} label="Reconcile now" />}
      </PageHeading>
      {"problem" in page ? (
        <EmptyState
          kind="unknown"
          title="It cannot be told which there are"
          text={<span className="wrap-anywhere">QStash did not answer: {page.problem}</span>}
        >
          <Link href="/admin/jobs/system" className={buttonStyle("outline", "small")}>
            What is wrong: System
          </Link>
          <Link href="/admin/jobs/list?status=failed,timeout" className={buttonStyle("outline", "small")}>
            Failed jobs
          </Link>
        </EmptyState>
      ) : (
        <>
          <Letters
            page={page}
            isLater={cursor !== undefined}
            mayOperate={mayOperate}
            isAdmin={isAdmin}
            now={now}
          />
          {page.lost !== null && page.lost.length > 0 && <Lost lost={page.lost} mayOperate={mayOperate} />}
        </>
      )}
    </>
  );
}

type LettersProps = {
  page: DeadLetterPage;
  isLater: boolean;
  mayOperate: boolean;
  isAdmin: boolean;
  now: number;
};

function Letters({ page: { letters, cursor }, isLater, mayOperate, isAdmin, now }: LettersProps) {
  const spent = letters.filter(({ state }) => state === "went-on" || state === "no-job");
  if (letters.length === 0 && !isLater && cursor === null)
    return (
      <EmptyState
        kind="good-news"
        title="QStash has given up no message of this environment"
        text="Each one was answered in time, or was deleted here."
      />
    );
  return (
    <Panel
      title={`At QStash${cursor !== null || isLater ? ", 100 at a time" : ""}`}
      aside={<span className="text-sm text-muted-foreground tabular-nums">{letters.length} shown</span>}
    >
      {isAdmin && spent.length > 0 && (
        <DeedForm
          action={deleteLetters}
          label={`Delete ${spent.length} that are done with`}
          confirm={`${spent.length} ${spent.length === 1 ? "letter" : "letters"} whose jobs went on or are gone. QStash forgets them, for good.`}
          asksReason
        >
          {spent.map(({ dlqId }) => (
            <input key={dlqId} type="hidden" name="dlqId" value={dlqId} />
          ))}
        </DeedForm>
      )}
      {letters.length === 0 ? (
        <EmptyState kind="filtered" title="None of this environment on this page" />
      ) : (
        <ul className="divide-y">
          {letters.map((letter) => (
            <LetterRow
              key={letter.dlqId}
              letter={letter}
              mayOperate={mayOperate}
              isAdmin={isAdmin}
              now={now}
            />
          ))}
        </ul>
      )}
      <nav aria-label="Pages" className="flex gap-2 empty:hidden">
        {isLater && (
          <Link href="/admin/jobs/dead-letters" className={buttonStyle("outline", "small")}>
            First page
          </Link>
        )}
        {cursor !== null && (
          <Link
            href={`/admin/jobs/dead-letters?${new URLSearchParams({ cursor })}`}
            rel="next"
            className={`${buttonStyle("outline", "small")} ml-auto`}
          >
            Next page
          </Link>
        )}
      </nav>
    </Panel>
  );
}

/** Jobs on this side without a letter on the other. */
function Lost({ lost, mayOperate }: { lost: readonly LostLetter[]; mayOperate: boolean }) {
  return (
    <Panel
      title="Failed jobs whose letter QStash has dropped"
      aside={<span className="text-sm text-muted-foreground">of the last 500 that failed</span>}
    >
      <ul className="divide-y">
        {lost.map(({ jobId, type, status }) => (
          <li
            key={jobId}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3 first:pt-0 last:pb-0"
          >
            <p className="flex min-w-0 flex-wrap items-center gap-x-3">
              <Link href={`/admin/jobs/${jobId}`} className="font-medium hover:underline">
                {type}
              </Link>
              <code className="font-mono text-xs text-muted-foreground">…{jobId.slice(-8)}</code>
              <StatusBadge status={status} />
            </p>
            {mayOperate && (
              <DeedForm action={reviveLetter} hidden={{ jobId }} label="Retry job" name={jobId} />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

async function read(cursor: string | null): Promise<DeadLetterPage | { problem: string }> {
  try {
    return await listDeadLetters(database(), cursor);
  } catch (error) {
    return { problem: describeError(error).message.slice(0, 300) };
  }
}

function requestTime(): number {
  return Date.now();
}
