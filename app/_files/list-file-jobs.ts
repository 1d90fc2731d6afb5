import { sql } from "drizzle-orm";
import { z } from "zod";
import { artifactsOfJobs } from "@/lib/artifacts/find-artifact";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import type { Actor } from "@/lib/jobs/actor";
import { findJobsForActor } from "@/lib/jobs/view";
import { FILES_SHOWN, type FileJob } from "./file-job";

type Described = Pick<FileJob, "title" | "detail">;

const row = z.object({
  jobId: z.string(),
  payload: z.unknown(),
  createdAt: z.string().transform((text) => new Date(text).toISOString()),
  askedBy: z.string().nullable(),
});

/**
 * The jobs of one type of somebody's organization, newest first.
 *
 * @param before the id of the last one on the page before.
 * @param describe says what a payload asks for; null for one that is erased or of another time.
 * @returns one page, and where the next one begins; null when there is none.
 */
export async function listFileJobs(
  actor: Actor,
  {
    type,
    before,
    describe,
  }: { type: string; before: string | null; describe: (payload: unknown) => Described | null },
): Promise<{ jobs: FileJob[]; next: string | null }> {
  const { userId, organizationId } = actor;
  // Ids are made in the order of time.
  const rows = await query(
    database(),
    row,
    sql`
    select j.job_id as "jobId", j.payload, j.created_at::text as "createdAt", u.name as "askedBy"
    from job_executions j left join users u on u.id = j.user_id
    where j.job_type = ${type} and j.organization_id is not distinct from ${organizationId}::bigint
      and (j.organization_id is not null or j.user_id = ${userId}::bigint)
      and ${before === null ? sql`true` : sql`j.job_id < ${before}::uuid`}
    order by j.job_id desc limit ${FILES_SHOWN + 1}`,
  );
  const shown = rows.slice(0, FILES_SHOWN);
  const ids = shown.map(({ jobId }) => jobId);
  const jobs = new Map((await findJobsForActor(database(), actor, ids)).map((job) => [job.jobId, job]));
  const files = new Map((await artifactsOfJobs(database(), actor, ids)).map((file) => [file.jobId, file]));
  return {
    jobs: shown.map(({ jobId, payload, createdAt, askedBy }) => ({
      jobId,
      createdAt,
      askedBy,
      ...(describe(payload) ?? { title: "Not kept any more", detail: "What was asked for is gone." }),
      initialJob: jobs.get(jobId),
      file: files.get(jobId) ?? null,
    })),
    next: rows.length > FILES_SHOWN ? (ids.at(-1) ?? null) : null,
  };
}

/** What a job of the person's organization was asked for; null for unknown, foreign and erased ones alike. */
export async function requestOf(actor: Actor, type: string, jobId: string): Promise<unknown> {
  if (!z.uuid().safeParse(jobId).success) return null;
  const [found] = await query(
    database(),
    z.object({ payload: z.unknown() }),
    sql`
    select payload from job_executions
    where job_id = ${jobId}::uuid and job_type = ${type}
      and organization_id is not distinct from ${actor.organizationId}::bigint
      and (organization_id is not null or user_id = ${actor.userId}::bigint)`,
  );
  return found?.payload ?? null;
}
