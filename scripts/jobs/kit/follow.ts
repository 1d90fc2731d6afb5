import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, query } from "@/lib/db/database";
import { env } from "@/lib/env/env";
import { isTerminal, STATUSES } from "@/lib/jobs/lifecycle";
import { tell } from "./output";
import { oneLine } from "./table";
import { whileWaiting } from "./while-waiting";

const followed = z.object({
  status: z.enum(STATUSES),
  isPublished: z.boolean(),
  done: z.coerce.number().nullable(),
  total: z.coerce.number().nullable(),
  message: z.string().nullable(),
  error: z.string().nullable(),
  errorCode: z.string().nullable(),
  result: z.unknown(),
});

/** Where a job stands that somebody waits for. */
export type Followed = z.output<typeof followed>;

const POLL_MS = { first: 250, most: 2_000 };

/** After so long it is said that nobody has taken it. */
const PATIENCE_MS = 15_000;

/**
 * Waits for the end of a job and tells on stderr how far it is. @returns how it ended; null when somebody pressed Ctrl-C,
 * which ends the waiting and not the job.
 */
export function follow(db: Database, jobId: string): Promise<Followed | null> {
  return whileWaiting(async (signal) => {
    const began = Date.now();
    let said = "";
    let isSlow = false;
    for (let wait = POLL_MS.first; ; wait = Math.min(POLL_MS.most, wait * 1.5)) {
      const job = await read(db, jobId);
      if (isTerminal(job.status)) return job;
      const line = describe(job);
      if (line !== said) tell(`  ${line}\n`);
      said = line;
      if (!isSlow && job.status === "pending" && Date.now() - began > PATIENCE_MS) {
        isSlow = true;
        tell(`  nobody has taken it yet: does the app run at ${env().BASE_URL}, and does QStash reach it?\n`);
      }
      await sleep(wait, undefined, { signal });
    }
  });
}

async function read(db: Database, jobId: string): Promise<Followed> {
  const [job] = await query(
    db,
    followed,
    sql`select status, published_at is not null as "isPublished", progress_done as done, progress_total as total,
        progress_message as message, error, error_code as "errorCode", result
      from job_executions where job_id = ${jobId}::uuid`,
  );
  if (job === undefined) throw new Error(`Job ${jobId} is gone: retention has removed it.`);
  return job;
}

function describe({ status, isPublished, done, total, message, error, errorCode }: Followed): string {
  if (status === "pending" && !isPublished) return "pending: its message has not left yet";
  if (status === "retrying") return oneLine(`retrying after ${errorCode ?? ""} ${error ?? ""}`);
  if (done === null) return status;
  const count =
    total === null
      ? done.toLocaleString("en")
      : `${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  return oneLine([status, count, message].filter((part) => part !== null).join(" · "));
}
