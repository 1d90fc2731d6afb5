import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { NonRetryableError } from "@/lib/jobs/errors";
import type { ExportPayload } from "./jobs";
import { organizationToExport } from "./may-export";
import { sourceOf } from "./sources/source-of";

/** What there is to say against an export before it is enqueued, as a sentence; null for nothing. */
export async function objectToExport(actor: Actor, payload: ExportPayload): Promise<string | null> {
  try {
    sourceOf(payload);
    await organizationToExport(database(), actor, payload);
    return null;
  } catch (error) {
    // What would end the job at once is said here; anything else is no objection.
    if (error instanceof NonRetryableError) return error.message;
    throw error;
  }
}
