import { recordActivity } from "@/lib/activity/record-activity";
import type { Transaction } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import type { Actor } from "@/lib/jobs/actor";
import type { EnqueueResult } from "@/lib/jobs/enqueue";
import { type FollowUp, followUp } from "@/lib/jobs/follow-up";
import { startFor } from "@/lib/jobs/start-for";
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
export function startExport(
  actor: Actor,
  request: ExportRequest,
  idempotencyKey: string,
): Promise<EnqueueResult> {
  const { userId, organizationId } = actor;
  return startFor(actor, exportData, request, {
    idempotencyKey,
    object: (payload) => objectToExport(actor, payload),
    onFailure: failureMail,
    async started(tx, { exportType }) {
      if (organizationId === null) return;
      const action = "export.requested";
      await recordActivity(tx, { organizationId, userId, action, subject: exportType });
    },
  });
}

/** Whoever waits for the file hears too when there will be none. */
async function failureMail(tx: Transaction, payload: ExportPayload): Promise<FollowUp> {
  return followUp(sendEmail, {
    template: "jobFailed",
    to: payload.notifyEmail,
    data: {
      name: await nameOf(tx, payload.notifyEmail),
      jobName: exportName(sourceOf(payload)),
      detailsUrl: `${env().BASE_URL}/exports`,
    },
  });
}
