import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, query } from "@/lib/db/database";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { UNTOUCHED } from "@/lib/jobs/operations/untouched";
import { uuids } from "@/lib/jobs/transitions/ids";
import { colours } from "@/scripts/jobs/kit/colours";
import { confirm } from "@/scripts/jobs/kit/confirm";
import { EXIT, type ExitCode } from "@/scripts/jobs/kit/exit-code";
import { target } from "@/scripts/jobs/kit/in-database";
import { isWatched, say, sayJson, tell } from "@/scripts/jobs/kit/output";
import { resolveIds } from "@/scripts/jobs/kit/resolve-ids";
import { shortId, statusText } from "@/scripts/jobs/kit/status-text";
import { table, tsv } from "@/scripts/jobs/kit/table";
import type { Acting, Manner } from "./acting-verb";

const named = z.object({ jobId: z.uuid(), type: z.string(), status: z.enum(STATUSES) });
type Named = z.output<typeof named>;

/** Does it to jobs that were named, and says of each what became of it. */
export async function actOnIds(
  db: Database,
  acting: Acting,
  manner: Manner,
  texts: readonly string[],
): Promise<ExitCode> {
  const jobs = await read(db, await resolveIds(db, texts));
  const rows = jobs.map(({ jobId, type, status }) => [statusText(status), type, shortId(jobId)]);
  tell(table(["STATUS", "TYPE", "ID"], rows));
  const { isDryRun, json } = manner;
  if (isDryRun) {
    if (json) sayJson({ ok: true, dryRun: true, target: target(), count: jobs.length, jobs });
    else say(tsv(jobs.map(({ jobId, type, status }) => [jobId, type, status])));
    return EXIT.ok;
  }
  await confirm({ word: acting.name, count: jobs.length, effect: acting.effect }, manner.isYes);
  const became = await acting.one(
    jobs.map(({ jobId }) => jobId),
    manner.by,
  );
  const isAllDone = [...became.values()].every((end) => !Object.hasOwn(UNTOUCHED, end));
  if (json) sayJson({ ok: isAllDone, jobs: [...became].map(([jobId, end]) => ({ jobId, became: end })) });
  else for (const [jobId, end] of became) say(isWatched ? sentence(jobId, end) : tsv([[jobId, end]]));
  return isAllDone ? EXIT.ok : EXIT.failed;
}

async function read(db: Database, jobIds: readonly string[]): Promise<Named[]> {
  return query(
    db,
    named,
    sql`select job_id as "jobId", job_type as type, status
      from job_executions where job_id in (${uuids(jobIds)}) order by job_id`,
  );
}

function sentence(jobId: string, end: string): string {
  const why = Object.entries(UNTOUCHED).find(([reason]) => reason === end)?.[1];
  if (why === undefined) return `${colours.green("✓")} ${jobId} ${end.replaceAll("-", " ")}\n`;
  return `${colours.yellow("!")} ${jobId} was left alone: ${why}\n`;
}
