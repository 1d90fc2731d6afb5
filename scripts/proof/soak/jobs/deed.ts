import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import type { DeedRequest } from "./deed-request";

const BY = { userId: null, reason: "soak" };

/** Does what a person asked for. */
export async function deed({ verb, jobId }: DeedRequest): Promise<void> {
  if (verb === "cancel") await cancelJobs([jobId], BY);
  else await reviveJobs([jobId], BY);
}
