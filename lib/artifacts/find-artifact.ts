import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { type Artifact, artifactView } from "./artifact";

/** Whose artifacts somebody may see: their organization's; without one, their own. */
type Owner = { userId: number; organizationId: number | null };

/** The artifact, if it belongs to the person's organization; null for unknown and foreign ones alike. */
export async function findArtifactFor(
  db: Executor,
  owner: Owner,
  artifactId: string,
): Promise<Artifact | null> {
  if (!z.uuid().safeParse(artifactId).success) return null;
  const [found] = await select(db, owner, sql`artifact_id = ${artifactId}::uuid`);
  return found ?? null;
}

/** Those of these jobs' artifacts that the person may see, in no order. */
export async function artifactsOfJobs(
  db: Executor,
  owner: Owner,
  jobIds: readonly string[],
): Promise<Artifact[]> {
  if (jobIds.length === 0) return [];
  const ids = sql.join(
    jobIds.map((jobId) => sql`${jobId}::uuid`),
    sql`, `,
  );
  return await select(db, owner, sql`job_id in (${ids})`);
}

/** The only statement that reads artifacts for people. What has passed its time counts as expired at once. */
async function select(db: Executor, { userId, organizationId }: Owner, which: SQL): Promise<Artifact[]> {
  return await query(
    db,
    artifactView,
    sql`
    select artifact_id as "artifactId", job_id as "jobId", kind, file_name as "fileName",
      content_type as "contentType", storage_key as "storageKey",
      case when status = 'ready' and expires_at <= clock_timestamp() then 'expired' else status end as status,
      bytes::float8 as bytes, rows::float8 as rows, created_at::text as "createdAt", expires_at::text as "expiresAt"
    from artifacts
    where ${which} and (
      (organization_id is null and user_id = ${userId}::bigint) or organization_id = ${organizationId}::bigint
    )`,
  );
}
