import type { Database } from "@/lib/db/database";
import { countMatching } from "@/lib/jobs/operations/count-matching";
import type { JobFilter } from "@/lib/jobs/operations/job-filter";
import { UNTOUCHED } from "@/lib/jobs/operations/untouched";
import { operateOnJobs } from "@/lib/operations/jobs";
import { startOperation } from "@/lib/operations/start-operation";
import { CommandError } from "@/scripts/jobs/kit/command-error";
import { confirm, countedJobs } from "@/scripts/jobs/kit/confirm";
import { EXIT, type ExitCode } from "@/scripts/jobs/kit/exit-code";
import { follow } from "@/scripts/jobs/kit/follow";
import { target } from "@/scripts/jobs/kit/in-database";
import { jobUrl } from "@/scripts/jobs/kit/job-url";
import { say, sayJson, tell } from "@/scripts/jobs/kit/output";
import type { Acting, Manner } from "./acting-verb";

/** Does it to all jobs that match, by a job of the app, and follows that. */
export async function actOnSelection(
  db: Database,
  acting: Acting,
  manner: Manner,
  filter: JobFilter,
): Promise<ExitCode> {
  const { operation, name, effect } = acting;
  const { total: count } = await countMatching(db, { operation, filter });
  if (manner.isDryRun || count === 0) {
    if (manner.json) sayJson({ ok: true, dryRun: true, target: target(), count });
    else say(count === 0 ? `no job to ${name} matches\n` : `${name} would be done to ${countText(count)}\n`);
    return EXIT.ok;
  }
  await confirm({ word: name, count, effect }, manner.isYes);
  const started = await startOperation({ operation, filter: changeable(filter), by: manner.by });
  tell(`  begun as job ${started.jobId}\n  ${jobUrl(started.jobId)}\n`);
  if (manner.isDetached) {
    if (manner.json) sayJson({ ok: true, operationId: started.jobId, total: started.total });
    else say(`${started.jobId}\n`);
    return EXIT.ok;
  }
  return conclude(db, acting, manner, started);
}

async function conclude(
  db: Database,
  { done: word }: Acting,
  { json }: Manner,
  { jobId, total }: { jobId: string; total: number | null },
): Promise<ExitCode> {
  const end = await follow(db, jobId);
  if (end === null) {
    if (json) sayJson({ ok: false, operationId: jobId, total, interrupted: true });
    tell(`  not waiting any more; it goes on: pnpm jobs:inspect ${jobId}\n`);
    return EXIT.interrupted;
  }
  if (end.status !== "completed") throw notDone(jobId, end);
  const { done, untouched = {} } = operateOnJobs.result.parse(end.result);
  const isAllDone = Object.keys(untouched).length === 0;
  if (json) sayJson({ ok: isAllDone, operationId: jobId, total, done, untouched });
  else say([`${done.toLocaleString("en")} ${word}\n`, ...Object.entries(untouched).map(leftAlone)].join(""));
  return isAllDone ? EXIT.ok : EXIT.failed;
}

function leftAlone([reason, count]: [string, number]): string {
  const why = Object.entries(UNTOUCHED).find(([known]) => known === reason)?.[1] ?? reason;
  return `${count.toLocaleString("en")} left alone: ${why}\n`;
}

function notDone(jobId: string, { status, error }: { status: string; error: string | null }): CommandError {
  return new CommandError({
    what: `the operation is ${status}: not all jobs were done`,
    why: error ?? "somebody has cancelled it",
    try: `pnpm jobs:inspect ${jobId}; what was done stays done, and the same command does the rest`,
  });
}

function countText(count: number | null): string {
  return count === null ? "more jobs than could be counted soon" : countedJobs(count);
}

/** The operation's schema has lists that may be changed. */
function changeable({ types, statuses, errorCodes, ...filter }: JobFilter) {
  return {
    ...filter,
    ...(types === undefined ? {} : { types: [...types] }),
    ...(statuses === undefined ? {} : { statuses: [...statuses] }),
    ...(errorCodes === undefined ? {} : { errorCodes: [...errorCodes] }),
  };
}
