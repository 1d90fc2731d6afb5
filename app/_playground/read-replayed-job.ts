"use server";

import { headers } from "next/headers";
import { getActor } from "@/lib/auth/get-actor";
import { database } from "@/lib/db/client";
import { findJobOfNobody, type JobView } from "@/lib/jobs/view";
import { standIns } from "@/lib/playground/stand-ins";
import { processWebhook } from "@/lib/webhooks/jobs";

/** How the job of an event stands; null for any other, and where no local services run. */
export async function readReplayedJob(jobId: string): Promise<JobView | null> {
  if (standIns() === null || (await getActor(await headers())) === null) return null;
  const job = await findJobOfNobody(database(), jobId);
  return job?.type === processWebhook.type ? job : null;
}
