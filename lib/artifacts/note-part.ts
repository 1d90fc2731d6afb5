import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { NotedPart, OpenArtifact } from "./artifact";

/** Thrown when another run has written this part: the caller's run has lost its job. */
export class PartTaken extends Error {
  override name = "PartTaken";
}

/**
 * Notes a part that the storage has: from now on the file has it, and a later run goes on behind it.
 *
 * @throws {PartTaken} when the number is noted already, or the upload is another one by now. What the storage has
 * under that number may be the caller's bytes; completing the upload will tell, by the tag.
 */
export async function notePart(
  db: Executor,
  artifact: Pick<OpenArtifact, "artifactId" | "uploadId">,
  { number, tag, bytes, rows, cursor }: NotedPart,
): Promise<void> {
  const noted = await query(
    db,
    z.object({}),
    sql`
    insert into artifact_parts (artifact_id, number, tag, bytes, rows, cursor)
    select artifact_id, ${number}, ${tag}, ${bytes}::bigint, ${rows}::bigint, ${cursor} from artifacts
    where artifact_id = ${artifact.artifactId}::uuid and upload_id is not distinct from ${artifact.uploadId}
      and status = 'writing'
    on conflict do nothing returning artifact_id`,
  );
  if (noted.length > 0) return;
  throw new PartTaken(`Part ${number} of artifact ${artifact.artifactId} was written by another run.`);
}

/** Forgets the upload and its parts, for a file that has to begin anew. */
export async function forgetParts(
  db: Executor,
  { artifactId, uploadId }: Pick<OpenArtifact, "artifactId" | "uploadId">,
): Promise<void> {
  await db.execute(sql`
    with forgotten as (
      update artifacts set upload_id = null where artifact_id = ${artifactId}::uuid and upload_id is not distinct from ${uploadId}
        and status = 'writing' returning artifact_id
    )
    delete from artifact_parts p using forgotten f where p.artifact_id = f.artifact_id`);
}
