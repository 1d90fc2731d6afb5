import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { isCopy } from "@/lib/jobs/transitions/is-copy";

const row = z.object({
  type: z.string(),
  userId: z.coerce.number().nullable(),
  organizationId: z.coerce.number().nullable(),
  payload: z.unknown(),
  payloadVersion: z.number(),
  isSealed: z.boolean(),
  isCopy: z.boolean(),
  jobId: z.uuid(),
});

/** A payload as its row has it, with all that is needed to decrypt it. */
export type StoredPayloadRow = z.output<typeof row>;

/** The payload of a job as it is stored, secrets too; null where there is no such job. */
export async function storedPayload(executor: Executor, jobId: string): Promise<StoredPayloadRow | null> {
  const [found] = await query(
    executor,
    row,
    sql`select job_type as type, user_id as "userId", organization_id as "organizationId", payload,
        payload_version as "payloadVersion", starts_with(payload_hash, 'hmac:') as "isSealed",
        ${isCopy} as "isCopy", job_id as "jobId"
      from job_executions where job_id = ${jobId}::uuid`,
  );
  return found ?? null;
}
