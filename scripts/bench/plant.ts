import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import type { JobDefinition } from "@/lib/jobs/define";
import { prepareMany } from "@/lib/jobs/enqueue-many";
import { insertMany } from "@/lib/jobs/insert";
import type { JobMessage } from "@/lib/jobs/publishing/message";
import { signDelivery } from "@/scripts/qstash-local/delivery/jwt";
import { noop, PAYLOAD } from "./jobs/noop";
import type { Post } from "./posts";
import type { Stage } from "./stage";

/** Inserts jobs that do nothing, as if their messages were with QStash. @returns their ids */
export async function plant(count: number): Promise<string[]> {
  const rows = await prepareMany(noop, Array<typeof PAYLOAD>(count).fill(PAYLOAD), {});
  await insertMany(database(), rows);
  await database().execute(sql`
    update job_executions set published_at = clock_timestamp(), publish_claimed_until = null
    where published_at is null`);
  return rows.map(({ jobId }) => jobId);
}

/** The first delivery of a job, signed as QStash signs it. */
export function deliveryOf({ baseUrl, signingKey }: Stage, job: JobDefinition, jobId: string): Post {
  const url = `${baseUrl}${job.endpoint}`;
  const body = JSON.stringify({ v: 1, jobId, type: job.type, leg: 1 } satisfies JobMessage);
  const signature = signDelivery({ url, body: Buffer.from(body), key: signingKey, nowMs: Date.now() });
  return { url, body, headers: { "Upstash-Signature": signature, "Content-Type": "application/json" } };
}

/** @throws {Error} when not all jobs that are there are completed: such a measurement says nothing. */
export async function assertCompleted(): Promise<void> {
  const rows = await query(
    database(),
    z.object({ open: z.number() }),
    sql`select count(*)::int as open from job_executions where status <> 'completed'`,
  );
  if (rows[0]?.open !== 0) throw new Error(`${rows[0]?.open} jobs were not completed.`);
}
