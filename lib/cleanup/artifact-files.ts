import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { storage } from "@/lib/storage/configured";
import type { Page, PageOptions, Step } from "./step";
import { noteRemoved } from "./tally";

/** Each is a call to the storage. */
const PAGE = 50;

const old = z.object({
  artifactId: z.uuid(),
  key: z.string(),
  uploadId: z.string().nullable(),
  bytes: z.number(),
  at: z.string(),
});

type Old = z.output<typeof old>;

/** Files whose time is over, however short ago: the bytes go first, then the row says so. */
export const expiredArtifacts: Step = artifactStep({
  target: "expired-artifacts",
  time: "expires_at",
  isOld: () => sql`a.status = 'ready' and a.expires_at <= clock_timestamp()`,
  async remove(found, options) {
    await storage().delete(found.key);
    return await leave(found, "ready", "expired", options);
  },
});

/**
 * What a job that ended so long ago has left half written. The row first: a job that somebody revives then begins anew
 * instead of going on in what is just being removed.
 */
export const abandonedArtifacts: Step = artifactStep({
  target: "abandoned-artifacts",
  time: "created_at",
  isOld: (before) => sql`a.status = 'writing' and a.created_at < ${before} and not exists (
    select from job_executions j
    where j.job_id = a.job_id and (j.completed_at is null or j.completed_at >= ${before})
  )`,
  async remove(found, options) {
    const isGone = await leave(found, "writing", "abandoned", options);
    if (!isGone) return false;
    if (found.uploadId !== null) await storage().abortUpload(found.key, found.uploadId);
    await storage().delete(found.key);
    return true;
  },
});

type ArtifactStep = {
  target: string;
  time: "expires_at" | "created_at";
  isOld: (before: SQL) => SQL;
  /** Answers whether this clean-up was the one that did it. */
  remove: (found: Old, options: Target) => Promise<boolean>;
};

type Target = PageOptions & { target: string };

function artifactStep({ target, time, isOld, remove }: ArtifactStep): Step {
  return { target, page };

  async function page(options: PageOptions): Promise<Page> {
    const [at, artifactId] = options.after ?? [];
    const column = sql`a.${sql.identifier(time)}`;
    const found = await query(
      database(),
      old,
      sql`
        select a.artifact_id as "artifactId", a.storage_key as key, a.upload_id as "uploadId",
          coalesce(a.bytes, (select sum(p.bytes) from artifact_parts p where p.artifact_id = a.artifact_id), 0)::float8
            as bytes, ${column}::text as at
        from artifacts a
        where ${isOld(sql`${options.before}::timestamptz`)} and (
          ${at ?? null}::timestamptz is null
          or (${column}, a.artifact_id) > (${at ?? null}::timestamptz, ${artifactId ?? null}::uuid)
        )
        order by ${column}, a.artifact_id
        limit ${PAGE}`,
    );
    const page = { count: 0, bytes: 0, after: placeOf(found.at(-1)) };
    for (const artifact of found) {
      options.signal.throwIfAborted();
      if (!options.isDry && !(await remove(artifact, { ...options, target }))) continue;
      page.count += 1;
      page.bytes += artifact.bytes;
    }
    return page;
  }
}

function placeOf(last: Old | undefined) {
  return last === undefined ? null : [last.at, last.artifactId];
}

/** Guarded by the status, so that of two clean-ups one counts it; with its parts, and noted. */
async function leave(
  { artifactId, bytes }: Old,
  from: string,
  to: string,
  { jobId, target }: Target,
): Promise<boolean> {
  return await database().transaction(async (tx) => {
    const changed = await query(
      tx,
      z.object({ id: z.uuid() }),
      sql`
        with changed as (
          update artifacts set status = ${to}, upload_id = null
          where artifact_id = ${artifactId}::uuid and status = ${from} returning artifact_id as id
        ), parts as (
          delete from artifact_parts p using changed c where p.artifact_id = c.id
        )
        select id from changed`,
    );
    if (changed.length === 0) return false;
    await noteRemoved(tx, jobId, target, { count: 1, bytes });
    return true;
  });
}
