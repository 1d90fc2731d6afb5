import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { database } from "@/lib/db/client";
import { sendEmail } from "@/lib/emails/jobs";
import type { Actor } from "@/lib/jobs/actor";
import { jobExecutions } from "@/lib/jobs/schema/executions";
import { findJobsForActor } from "@/lib/jobs/view";
import { MAILS_SHOWN, type SentMail } from "./sent-mail";

/** The latest mails a person asked for in their organization, newest first, with where they stand. */
export async function recentMails(actor: Actor, names: ReadonlyMap<string, string>): Promise<SentMail[]> {
  const rows = await database()
    .select({
      jobId: jobExecutions.jobId,
      template: sql<string>`${jobExecutions.payload}->>'template'`,
      to: sql<string>`${jobExecutions.payload}->>'to'`,
      createdAt: jobExecutions.createdAt,
    })
    .from(jobExecutions)
    .where(
      and(
        eq(jobExecutions.jobType, sendEmail.type),
        eq(jobExecutions.userId, actor.userId),
        sameOrganization(actor),
        isNull(jobExecutions.payloadErasedAt),
      ),
    )
    // Ids are made in the order of time.
    .orderBy(desc(jobExecutions.jobId))
    .limit(MAILS_SHOWN);
  const jobIds = rows.map(({ jobId }) => jobId);
  const jobs = await findJobsForActor(database(), actor, jobIds);
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  return rows.map(({ jobId, template, to, createdAt }) => ({
    jobId,
    template,
    to,
    name: names.get(to),
    sentAt: createdAt.toISOString(),
    initialJob: byId.get(jobId),
  }));
}

function sameOrganization({ organizationId }: Actor) {
  return organizationId === null
    ? isNull(jobExecutions.organizationId)
    : eq(jobExecutions.organizationId, organizationId);
}
