import { database } from "@/lib/db/client";
import type { JobActor } from "@/lib/jobs/actor";
import { objectionOf } from "@/lib/jobs/objection-of";
import type { ReportPayload } from "./jobs";
import { organizationToReport } from "./may-report";

/** What there is to say against a report before it is enqueued, as a sentence; null for nothing. */
export function objectToReport(actor: JobActor, payload: ReportPayload): Promise<string | null> {
  return objectionOf(() => organizationToReport(database(), actor, payload));
}
