import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { Actor } from "@/lib/jobs/actor";
import { BATCH_ON_FAILURE } from "@/lib/jobs/lifecycle";

const isoTime = z.iso.datetime();

/** `open` until its last job has ended; then by the worst end that one of them came to. */
const BATCH_STATUSES = ["open", "completed", "failed", "cancelled"] as const;

/** A batch as people see it. Its numbers are jobs. */
export const batchView = z.object({
  batchId: z.uuid(),
  status: z.enum(BATCH_STATUSES),
  total: z.int(),
  completed: z.int(),
  failed: z.int().describe("Those that timed out too."),
  cancelled: z.int(),
  onFailure: z.enum(BATCH_ON_FAILURE),
  isCancelRequested: z.boolean(),
  createdAt: isoTime,
  completedAt: isoTime.nullable().describe("When its last job ended."),
});

export type BatchView = z.output<typeof batchView>;

const time = z
  .string()
  .transform((text) => new Date(text).toISOString())
  .nullable();

const row = batchView.omit({ completedAt: true, createdAt: true }).extend({
  createdAt: z.string().transform((text) => new Date(text).toISOString()),
  completedAt: time,
  version: z.string(),
});

/**
 * A batch of the actor's organization (one without: of the actor), as its jobs are; null for unknown and foreign ones
 * alike. Reads one row by its key. `version` is another one whenever something of it is.
 */
export async function findBatch(
  executor: Executor,
  { userId, organizationId }: Actor,
  batchId: string,
): Promise<{ version: string; batch: BatchView } | null> {
  if (!z.uuid().safeParse(batchId).success) return null;
  const [found] = await query(
    executor,
    row,
    sql`
      select batch_id as "batchId", total, completed, failed, cancelled, on_failure as "onFailure",
        case when closed_at is null then 'open' when failed > 0 then 'failed' when cancelled > 0 then 'cancelled'
          else 'completed' end as status,
        cancel_requested_at is not null as "isCancelRequested",
        to_json(created_at) #>> '{}' as "createdAt", to_json(closed_at) #>> '{}' as "completedAt",
        md5(row(total, completed, failed, cancelled, closed_at is null, cancel_requested_at is null)::text) as version
      from job_batches
      where batch_id = ${batchId}::uuid and (
        (organization_id is null and user_id = ${userId}::bigint) or organization_id = ${organizationId}::bigint
      )`,
  );
  if (found === undefined) return null;
  const { version, ...batch } = found;
  return { version, batch };
}
