import { database } from "@/lib/db/client";
import type { JobDefinition } from "@/lib/jobs/define";
import { PayloadError, UpcastError } from "@/lib/jobs/errors";
import { emit } from "@/lib/jobs/events";
import { prepare } from "@/lib/jobs/prepare";
import type { JobMessage } from "@/lib/jobs/publishing/message";
import { insertExecutions } from "@/lib/jobs/transitions/enqueue";
import { notePublished } from "@/lib/jobs/transitions/publish";
import { withDatabase } from "./with-database";

/** `newer`: only a later deploy can tell whether its payload fits. */
type Adopted = "adopted" | "refused" | "newer";

/**
 * Makes the row of a message that another producer sent with its payload, also when a second copy of the message was
 * faster. A message of ours carries no payload: its row is gone for good.
 */
export async function adopt(
  message: JobMessage,
  job: JobDefinition,
  messageId: string | null,
): Promise<Adopted> {
  const { jobId, type, leg, payload, metadata, payloadVersion } = message;
  if (payload === undefined || leg !== 1 || type !== job.type) return "refused";
  if (payloadVersion !== undefined && payloadVersion > job.payloadVersion) return "newer";
  try {
    const owner = metadata === undefined ? {} : { actor: metadata };
    const row = await prepare(job, payload, owner, jobId, { payloadVersion });
    const inserted = await withDatabase("adopt", () => insertExecutions(database(), [row]), "throw");
    // A second copy of the message was faster.
    if (inserted.length === 0) return "adopted";
    emit({ name: "enqueued", type, jobId, deduplicated: false });
    await notePublished(database(), [{ jobId, leg, messageId: messageId ?? "adopted" }], 0);
    return "adopted";
  } catch (error) {
    if (error instanceof PayloadError || error instanceof UpcastError) return "refused";
    throw error;
  }
}
