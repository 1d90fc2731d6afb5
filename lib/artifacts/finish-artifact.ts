import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { env } from "@/lib/env/env";

/**
 * Makes an artifact ready for people, inside the transaction that completes its job.
 *
 * @param finished.rows null for a file without rows, such as a report.
 * @returns until when it can be downloaded: `ARTIFACTS_KEEP_DAYS` from now.
 * @throws Error when it is not being written: finished before, or gone. The transaction must roll back.
 */
export async function finishArtifact(
  tx: Executor,
  artifactId: string,
  { bytes, rows }: { bytes: number; rows: number | null },
): Promise<{ expiresAt: Date }> {
  const [finished] = await query(
    tx,
    z.object({ expiresAt: z.string() }),
    sql`
    with finished as (
      update artifacts set status = 'ready', bytes = ${bytes}::bigint, rows = ${rows}::bigint, upload_id = null,
        ready_at = clock_timestamp(),
        expires_at = clock_timestamp() + make_interval(days => ${env().ARTIFACTS_KEEP_DAYS})
      where artifact_id = ${artifactId}::uuid and status = 'writing' returning artifact_id, expires_at
    ), parts as (
      delete from artifact_parts p using finished f where p.artifact_id = f.artifact_id
    )
    select expires_at::text as "expiresAt" from finished`,
  );
  if (finished === undefined) throw new Error(`Artifact ${artifactId} is not being written any more.`);
  return { expiresAt: new Date(finished.expiresAt) };
}
