import { database } from "@/lib/db/client";
import type { JobActor } from "@/lib/jobs/actor";
import { objectionOf } from "@/lib/jobs/objection-of";
import type { ExportPayload } from "./jobs";
import { organizationToExport } from "./may-export";
import { sourceOf } from "./sources/source-of";

/** What there is to say against an export before it is enqueued, as a sentence; null for nothing. */
export function objectToExport(actor: JobActor, payload: ExportPayload): Promise<string | null> {
  return objectionOf(async () => {
    sourceOf(payload);
    await organizationToExport(database(), actor, payload);
  });
}
