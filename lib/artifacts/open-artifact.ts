import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { type Database, type Executor, query } from "@/lib/db/database";
import type { Storage } from "@/lib/storage/storage";
import type { ArtifactKind, OpenArtifact } from "./artifact";

export type NewArtifact = {
  jobId: string;
  organizationId: number | null;
  userId: number | null;
  kind: ArtifactKind;
  /** As whoever downloads it will see it. */
  fileName: string;
  contentType: string;
};

/**
 * The artifact that a job makes: a new one for its first run, and for every other run the same again, with the parts
 * that are in the storage already.
 *
 * @throws Error when it is finished or gone: the job has nothing to write any more.
 */
export async function openArtifact(db: Executor, artifact: NewArtifact): Promise<OpenArtifact> {
  const artifactId = uuidv7();
  const { jobId, organizationId, userId, kind, fileName, contentType } = artifact;
  await db.execute(sql`
    insert into artifacts (artifact_id, job_id, organization_id, user_id, kind, file_name, content_type, storage_key)
    values (${artifactId}::uuid, ${jobId}::uuid, ${organizationId}::bigint, ${userId}::bigint, ${kind}, ${fileName},
      ${contentType}, ${`${kind}s/${artifactId}`})
    on conflict (job_id) do update set status = 'writing' where artifacts.status = 'abandoned'`);
  const [found] = await query(
    db,
    opened,
    sql`
    select artifact_id as "artifactId", storage_key as "storageKey", upload_id as "uploadId", status,
      created_at::text as "createdAt", (
      select coalesce(json_agg(json_build_object(
        'number', p.number, 'tag', p.tag, 'bytes', p.bytes, 'rows', p.rows, 'cursor', p.cursor
      ) order by p.number), '[]') from artifact_parts p where p.artifact_id = a.artifact_id
    ) as parts
    from artifacts a where job_id = ${jobId}::uuid`,
  );
  if (found === undefined || found.status !== "writing") {
    throw new Error(
      `The artifact of job ${jobId} is ${found?.status ?? "gone"}, so there is nothing to write.`,
    );
  }
  const { status: _, ...open } = found;
  return open;
}

const opened = z.object({
  artifactId: z.uuid(),
  storageKey: z.string(),
  uploadId: z.string().nullable(),
  status: z.string(),
  createdAt: z.string(),
  parts: z.array(
    z.object({
      number: z.number(),
      tag: z.string(),
      bytes: z.number(),
      rows: z.number(),
      cursor: z.string(),
    }),
  ),
});

/**
 * The same with an upload begun. Of two runs that begin one at once, one upload counts; the other is forgotten again.
 */
export async function withUpload(
  db: Database,
  storage: Storage,
  artifact: OpenArtifact,
  contentType: string,
): Promise<OpenArtifact & { uploadId: string }> {
  const { artifactId, storageKey, uploadId } = artifact;
  if (uploadId !== null) return { ...artifact, uploadId };
  const begun = await storage.beginUpload(storageKey, { contentType });
  const [row] = await query(
    db,
    z.object({ uploadId: z.string() }),
    sql`
    update artifacts set upload_id = coalesce(upload_id, ${begun}) where artifact_id = ${artifactId}::uuid
      and status = 'writing' returning upload_id as "uploadId"`,
  );
  if (row?.uploadId !== begun) await storage.abortUpload(storageKey, begun);
  if (row === undefined) throw new Error(`Artifact ${artifactId} is not being written any more.`);
  return { ...artifact, uploadId: row.uploadId };
}
