import { database } from "@/lib/db/client";
import { env } from "@/lib/env/env";
import { answering } from "@/lib/http/answering";
import { hasBearer } from "@/lib/http/bearer";
import { briefly } from "@/lib/http/briefly";
import { Problem } from "@/lib/http/problem";
import { CONTENT_TYPE, exposition } from "@/lib/jobs/metrics/exposition";
import { familiesOf } from "@/lib/jobs/metrics/families";
import { readReading } from "@/lib/jobs/metrics/read-reading";

/** However many scrape, the database is asked once in so many milliseconds. */
const read = briefly(5_000, async () => exposition(familiesOf(await readReading(database()))));

/** The metrics in Prometheus' text format, for whoever has the token; nothing at all where none is set. */
export const GET = answering(async (request) => {
  const { METRICS_TOKEN } = env();
  if (METRICS_TOKEN === undefined) throw new Problem("not-found", "There is nothing here.");
  if (!hasBearer(request, METRICS_TOKEN))
    throw new Problem("wrong-token", "Expected the header Authorization: Bearer with METRICS_TOKEN.");
  return new Response(await read(), {
    headers: { "Content-Type": CONTENT_TYPE, "Cache-Control": "no-store" },
  });
});
