import { recordActivity } from "@/lib/activity/record-activity";
import type { Transaction } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";
import { enqueueProblem } from "@/lib/jobs/dispatch";
import type { EnqueueResult } from "@/lib/jobs/enqueue";
import { PayloadError } from "@/lib/jobs/errors";
import { followUp } from "@/lib/jobs/follow-up";
import { withJobs } from "@/lib/jobs/with-jobs";
import { exportName } from "./file-name";
import { type ExportPayload, type ExportRequest, exportData } from "./jobs";
import { nameOf } from "./name-of";
import { objectToExport } from "./object-to-export";
import { sourceOf } from "./sources/source-of";

/**
 * Starts an export for somebody, and notes in their organization's activity that they asked for it.
 *
 * @param idempotencyKey of the form it came from: sent twice it is one export.
 * @throws {Problem} `invalid` or `not-allowed`, with what is wrong. Nothing was written.
 */
export async function startExport(
  actor: Actor,
  request: ExportRequest,
  idempotencyKey: string,
): Promise<EnqueueResult> {
  const parsed = exportData.payload.safeParse(request);
  if (!parsed.success) throw enqueueProblem(new PayloadError(exportData.type, parsed.error.issues));
  await assertAllowed(actor, parsed.data);
  const { userId, organizationId } = actor;
  try {
    return await withJobs(async (tx, enqueue) => {
      const key = `${userId}:${idempotencyKey}`;
      const notifyOnFailure = followUp(sendEmail, await failureMail(tx, parsed.data));
      const options = { actor: { userId, organizationId }, idempotencyKey: key, notifyOnFailure };
      const result = await enqueue(exportData, request, options);
      const activity = { userId, action: "export.requested", subject: parsed.data.exportType } as const;
      if (organizationId !== null && !result.deduplicated)
        await recordActivity(tx, { organizationId, ...activity });
      return result;
    });
  } catch (error) {
    throw enqueueProblem(error);
  }
}

async function assertAllowed(actor: Actor, payload: ExportPayload): Promise<void> {
  if ((await exportData.authorize?.(actor, payload)) === false)
    throw new Problem("not-allowed", "Data of all organizations is for staff.");
  const objection = await objectToExport(actor, payload);
  if (objection !== null) throw new Problem("not-allowed", objection);
}

/** Whoever waits for the file hears too when there will be none. */
async function failureMail(tx: Transaction, payload: ExportPayload) {
  return {
    template: "jobFailed" as const,
    to: payload.notifyEmail,
    data: {
      name: await nameOf(tx, payload.notifyEmail),
      jobName: exportName(sourceOf(payload)),
      detailsUrl: `${env().BASE_URL}/exports`,
    },
  };
}
