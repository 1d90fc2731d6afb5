import { staffFor } from "@/app/admin/_staff/require-staff";
import { readQuery } from "@/app/admin/jobs/list/read-query";
import { database } from "@/lib/db/client";
import { answering } from "@/lib/http/answering";
import { attachment } from "@/lib/http/content-disposition";
import { Problem } from "@/lib/http/problem";
import { registry } from "@/lib/registry";
import { csvLines } from "./csv-lines";

/** The jobs of the list as CSV, written page by page; of a list that cannot be meant, none. */
export const GET = answering(async (request) => {
  await staffFor("viewer");
  const given = Object.fromEntries(new URL(request.url).searchParams);
  const { filter, objections } = readQuery(given, registry, Date.now());
  if (objections.length > 0) throw new Problem("invalid", objections.join(" "));
  const lines = csvLines(database(), filter, { signal: request.signal });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": attachment("jobs.csv"),
      "Cache-Control": "no-store",
    },
  });
});
