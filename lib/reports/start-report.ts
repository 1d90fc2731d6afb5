import { sql } from "drizzle-orm";
import { z } from "zod";
import { recordActivity } from "@/lib/activity/record-activity";
import { query, type Transaction } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import type { Actor } from "@/lib/jobs/actor";
import type { EnqueueResult } from "@/lib/jobs/enqueue";
import { type FollowUp, followUp } from "@/lib/jobs/follow-up";
import { startFor } from "@/lib/jobs/start-for";
import { generateReport, type ReportPayload, type ReportRequest } from "./jobs";
import { objectToReport } from "./object-to-report";

/**
 * Starts a report for somebody, and notes in their organization's activity that they asked for it.
 *
 * @param idempotencyKey of the form it came from: sent twice it is one report.
 * @throws {Problem} `invalid` or `not-allowed`, with what is wrong. Nothing was written.
 */
export function startReport(
  actor: Actor,
  request: ReportRequest,
  idempotencyKey: string,
): Promise<EnqueueResult> {
  const { userId, organizationId } = actor;
  return startFor(actor, generateReport, request, {
    idempotencyKey,
    object: (payload) => objectToReport(actor, payload),
    onFailure: (tx, payload) => failureMail(tx, userId, payload),
    async started(tx, { reportType }) {
      if (organizationId === null) return;
      const action = "report.requested";
      await recordActivity(tx, { organizationId, userId, action, subject: reportType });
    },
  });
}

const person = z.object({ name: z.string(), email: z.string() });

/** Whoever asked for it hears when there will be none; recipients hear of reports only. */
async function failureMail(
  tx: Transaction,
  userId: number,
  { reportType }: ReportPayload,
): Promise<FollowUp | null> {
  const [found] = await query(tx, person, sql`select name, email from users where id = ${userId}::bigint`);
  if (found === undefined) return null;
  const { name, email } = found;
  const data = { name, jobName: `The ${reportType} report`, detailsUrl: `${env().BASE_URL}/reports` };
  return followUp(sendEmail, { template: "jobFailed", to: email, data });
}
