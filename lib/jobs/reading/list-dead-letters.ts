import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { isRevivable, STATUSES, type Status } from "@/lib/jobs/lifecycle";
import { asDeadMessage, type Letter, ownLetters } from "@/lib/jobs/reconcile/dead-letters";
import { uuids } from "@/lib/jobs/transitions/ids";

/** Somebody waits for the page, in seconds. */
const LIMIT_SECONDS = 4;

/** Jobs that failed last, among which such with a letter are looked for. */
const FAILED_MAX = 500;

const row = z.object({
  jobId: z.guid(),
  type: z.string(),
  status: z.enum(STATUSES),
  leg: z.number(),
  dlqId: z.string().nullable(),
});

/**
 * What a letter means for its job. `to-take-over`: the job waits for the message, and reconcile moves it on. `ended`: it
 * failed, timed out or was cancelled, and can be retried. `went-on`: it completed, or another message took its place.
 * `no-job`: the job is gone. `other`: no job message, such as a firing of a schedule.
 */
export type LetterState = "to-take-over" | "ended" | "went-on" | "no-job" | "other";

export type DeadLetter = {
  dlqId: string;
  state: LetterState;
  /** Path of the route that was called. */
  path: string;
  /** What it answered last; null when it did not. */
  responseStatus: number | null;
  diedAt: Date | null;
  job: { jobId: string; type: string; status: Status | null } | null;
};

/** A failed job whose letter QStash does not have any more. */
export type LostLetter = { jobId: string; type: string; status: Status; dlqId: string };

export type DeadLetterPage = {
  letters: DeadLetter[];
  cursor: string | null;
  /** Null: it takes the whole list of QStash to know. */
  lost: LostLetter[] | null;
};

/**
 * A page of QStash's dead letters with their jobs, as they stand; on the first page also the failed jobs whose letter
 * has run out, of the last 500 that failed.
 *
 * @throws as `callQStash` does, in four seconds at most.
 */
export async function listDeadLetters(executor: Executor, cursor: string | null): Promise<DeadLetterPage> {
  const page = await ownLetters(cursor, LIMIT_SECONDS);
  const jobs = await jobsOf(executor, page.letters);
  const isWhole = cursor === null && page.cursor === null;
  return {
    letters: page.letters.map((letter) => describe(letter, jobs)),
    cursor: page.cursor,
    lost: isWhole ? await lostOf(executor, page.letters) : null,
  };
}

type Row = z.output<typeof row>;

async function jobsOf(executor: Executor, letters: readonly Letter[]): Promise<Map<string, Row>> {
  const ids = [...new Set(letters.flatMap(asDeadMessage).map(({ jobId }) => jobId))];
  if (ids.length === 0) return new Map();
  const rows = await query(
    executor,
    row,
    sql`select job_id as "jobId", job_type as type, status, leg, dlq_id as "dlqId"
      from job_executions where job_id in (${uuids(ids)})`,
  );
  return new Map(rows.map((one) => [one.jobId, one]));
}

function describe(letter: Letter, jobs: ReadonlyMap<string, Row>): DeadLetter {
  const [message] = asDeadMessage(letter);
  const found = message === undefined ? undefined : jobs.get(message.jobId);
  return {
    dlqId: letter.dlqId,
    state: message === undefined ? "other" : stateOf(message.leg, found),
    path: URL.canParse(letter.url) ? new URL(letter.url).pathname : letter.url,
    responseStatus: letter.responseStatus || null,
    diedAt: diedAt(letter.dlqId),
    job:
      message === undefined
        ? null
        : { jobId: message.jobId, type: found?.type ?? message.type, status: found?.status ?? null },
  };
}

function stateOf(leg: number, job: Row | undefined): LetterState {
  if (job === undefined) return "no-job";
  if (job.leg !== leg || job.status === "completed") return "went-on";
  return isRevivable(job.status) ? "ended" : "to-take-over";
}

/** The id of a letter begins with the time of its death in milliseconds (protocol §2.9). */
function diedAt(dlqId: string): Date | null {
  const at = new Date(Number(dlqId.split("-", 1)[0]));
  return Number.isNaN(at.getTime()) ? null : at;
}

async function lostOf(executor: Executor, letters: readonly Letter[]): Promise<LostLetter[]> {
  const failed = (["failed", "timeout"] as const).map(
    (status) => sql`(
      select job_id, job_type, status, leg, dlq_id from job_executions
      where status = ${sql.raw(`'${status}'`)} and status <> 'completed'
      order by job_id desc limit ${FAILED_MAX}
    )`,
  );
  const rows = await query(
    executor,
    row.extend({ dlqId: z.string() }),
    sql`select job_id as "jobId", job_type as type, status, leg, dlq_id as "dlqId"
      from (${sql.join(failed, sql` union all `)}) as failed
      where dlq_id is not null order by job_id desc limit 100`,
  );
  const there = new Set(letters.map(({ dlqId }) => dlqId));
  return rows.filter(({ dlqId }) => !there.has(dlqId));
}
