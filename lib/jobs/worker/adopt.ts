import { database } from "@/lib/db/client";
import type { JobDefinition } from "@/lib/jobs/define";
import { PayloadError } from "@/lib/jobs/errors";
import { emit } from "@/lib/jobs/events";
import type { JobMessage } from "@/lib/jobs/message";
import { prepare } from "@/lib/jobs/prepare";
import { insertExecutions } from "@/lib/jobs/transitions/enqueue";
import { notePublished } from "@/lib/jobs/transitions/publish";
import { withDatabase } from "./with-database";

/**
 * Makes the row of a message that another producer sent with its payload. True when the row is there now, also
 * when a second copy of the message made it. A message of ours carries no payload: its row is gone for good.
 */
export async function adopt(
  message: JobMessage,
  job: JobDefinition,
  messageId: string | null,
): Promise<boolean> {
  const { jobId, type, leg, payload, metadata } = message;
  if (payload === undefined || leg !== 1) return false;
  try {
    const row = await prepare(job, payload, metadata === undefined ? {} : { actor: metadata }, jobId);
    const inserted = await withDatabase("adopt", () => insertExecutions(database(), [row]), "throw");
    // A second copy of the message was faster.
    if (inserted.length === 0) return true;
    emit({ name: "enqueued", type, jobId, deduplicated: false });
    await notePublished(database(), [{ jobId, leg, messageId: messageId ?? "adopted" }], 0);
    return true;
  } catch (error) {
    if (error instanceof PayloadError) return false;
    throw error;
  }
}
