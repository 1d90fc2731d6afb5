import { sql } from "drizzle-orm";
import { z } from "zod";
import { recordActivity } from "@/lib/activity/record-activity";
import { database } from "@/lib/db/client";
import { query, type Transaction } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";
import { enqueueProblem } from "@/lib/jobs/dispatch";
import type { EnqueueResult } from "@/lib/jobs/enqueue";
import { NonRetryableError, PayloadError } from "@/lib/jobs/errors";
import { followUp } from "@/lib/jobs/follow-up";
import { withJobs } from "@/lib/jobs/with-jobs";
import { generateReport, type ReportPayload, type ReportRequest } from "./jobs";
import { organizationToReport } from "./may-report";

/**
 * Starts a report for somebody, and notes in their organization's activity that they asked for it.
 *
 * @param idempotencyKey of the form it came from: sent twice it is one report.
 * @throws {Problem} `invalid` or `not-allowed`, with what is wrong. Nothing was written.
 */
export async function startReport(
  actor: Actor,
  request: ReportRequest,
  idempotencyKey: string,
): Promise<EnqueueResult> {
  const parsed = generateReport.payload.safeParse(request);
  if (!parsed.success) throw enqueueProblem(new PayloadError(generateReport.type, parsed.error.issues));
  const objection = await objectToReport(actor, parsed.data);
  if (objection !== null) throw new Problem("not-allowed", objection);
  const { userId, organizationId } = actor;
  try {
    return await withJobs(async (tx, enqueue) => {
      const key = `${userId}:${idempotencyKey}`;
      const mail = await failureMail(tx, userId, parsed.data);
      const options = {
        actor: { userId, organizationId },
        idempotencyKey: key,
        ...(mail === null ? {} : { notifyOnFailure: followUp(sendEmail, mail) }),
      };
      const result = await enqueue(generateReport, request, options);
      const activity = { userId, action: "report.requested", subject: parsed.data.reportType } as const;
      if (organizationId !== null && !result.deduplicated)
        await recordActivity(tx, { organizationId, ...activity });
      return result;
    });
  } catch (error) {
    throw enqueueProblem(error);
  }
}

/** What there is to say against a report before it is enqueued, as a sentence; null for nothing. */
export async function objectToReport(actor: Actor, payload: ReportPayload): Promise<string | null> {
  try {
    await organizationToReport(database(), actor, payload);
    return null;
  } catch (error) {
    // What would end the job at once is said here; anything else is no objection.
    if (error instanceof NonRetryableError) return error.message;
    throw error;
  }
}

/** Whoever asked for it hears when there will be none; recipients hear of reports only. */
async function failureMail(tx: Transaction, userId: number, { reportType }: ReportPayload) {
  const [person] = await query(
    tx,
    z.object({ name: z.string(), email: z.string() }),
    sql`select name, email from users where id = ${userId}::bigint`,
  );
  if (person === undefined) return null;
  const { name, email } = person;
  const data = { name, jobName: `The ${reportType} report`, detailsUrl: `${env().BASE_URL}/reports` };
  return { template: "jobFailed" as const, to: email, data };
}
