import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { database } from "@/lib/db/client";
import { enqueue } from "@/lib/jobs/enqueue";
import { type Prepared, prepare } from "@/lib/jobs/prepare";
import { noop, PAYLOAD } from "./noop";

/** Far enough away that no delivery disturbs the measurement. */
const LATER = { delay: 3600 };

/** How long each call took, in milliseconds. */
export type Times = { insert: number[]; enqueue: number[] };

/** Times `count` bare INSERTs and as many `enqueue`s, by turns, on the app's own connections. */
export async function timeInserts(count: number): Promise<Times> {
  const times: Times = { insert: [], enqueue: [] };
  const row = await prepare(noop, PAYLOAD, LATER);
  for (let n = 0; n < count; n += 1) {
    times.insert.push(await timed(() => bareInsert({ ...row, jobId: uuidv7() })));
    times.enqueue.push(await timed(() => enqueue(noop, PAYLOAD, LATER)));
  }
  return times;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** The same row as one that is enqueued, by the plainest statement there is; published, so that nobody minds it. */
async function bareInsert(row: Prepared): Promise<void> {
  await database().execute(sql`
    insert into job_executions (
      job_id, job_type, status, payload, payload_hash, endpoint, max_retries, max_continuations, timeout_seconds,
      backoff_seconds, backoff_jitter, priority, not_before, published_at
    ) values (
      ${row.jobId}, ${row.type}, 'pending', ${JSON.stringify(row.payload)}::jsonb, ${row.payloadHash},
      ${row.endpoint}, ${row.maxRetries}, ${row.maxContinuations}, ${row.timeoutSeconds},
      ${`{${row.backoffSeconds.join()}}`}::int[], ${row.backoffJitter}, ${row.priority},
      clock_timestamp() + make_interval(secs => ${row.delaySeconds}), clock_timestamp()
    )`);
}
