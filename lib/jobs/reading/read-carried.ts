import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { JobDefinition } from "@/lib/jobs/define";
import { HIDDEN, masked, maskedPayload } from "@/lib/jobs/payloads/masked-payload";

/** What a job carries as people may see it: secrets are masked. */
type Carried = { payload: unknown; checkpoint: unknown; result: unknown };

const row = z.object({
  type: z.string(),
  payload: z.unknown(),
  payloadVersion: z.number(),
  checkpoint: z.unknown(),
  result: z.unknown(),
});

/**
 * Payload, checkpoint and result of a job, masked by the schemas of the job that runs its type (`find`, of the
 * registry). The result of a type that this deploy does not know is not shown: nobody can say what of it is secret.
 */
export async function readCarried(
  executor: Executor,
  jobId: string,
  find: (type: string) => JobDefinition | undefined,
): Promise<Carried | null> {
  const [found] = await query(
    executor,
    row,
    sql`select job_type as type, payload, payload_version as "payloadVersion", checkpoint, result
      from job_executions where job_id = ${jobId}::uuid`,
  );
  if (found === undefined) return null;
  const job = find(found.type);
  return {
    payload: maskedPayload(job, found),
    checkpoint: shown(found.checkpoint, job && masked(z.unknown(), found.checkpoint)),
    result: shown(found.result, job && masked(job.result, found.result)),
  };
}

function shown(stored: unknown, safe: unknown): unknown {
  if (stored === null || stored === undefined) return null;
  return safe === undefined ? HIDDEN : safe;
}
