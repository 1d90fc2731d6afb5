import { staffFor } from "@/app/admin/_staff/require-staff";
import { database } from "@/lib/db/client";
import { answering } from "@/lib/http/answering";
import { jsonWithEtag } from "@/lib/http/etag";
import { readPulse } from "@/lib/jobs/reading/read-pulse";

/** Whether there is something new to show: a few counts and a version; 304 while there is not. */
export const GET = answering(async (request) => {
  await staffFor("viewer");
  return jsonWithEtag(request, await readPulse(database()), { "Cache-Control": "private, no-cache" });
});
