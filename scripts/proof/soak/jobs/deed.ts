import { database } from "@/lib/db/client";
import { followThrough } from "@/lib/jobs/follow-through";
import { publish } from "@/lib/jobs/publish";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { revive } from "@/lib/jobs/transitions/revive";
import type { DeedRequest } from "./deed-request";

/** Does what a person asked for. */
export async function deed({ verb, jobId }: DeedRequest): Promise<void> {
  if (verb === "cancel") await followThrough((await cancel(database(), [jobId])).consequences);
  else await publish(await revive(database(), [jobId], { userId: null, reason: "soak" }));
}
