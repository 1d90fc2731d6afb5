import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { boundedTypes } from "./bounded-types";
import type { Reading } from "./families";
import { readDepths } from "./read-depths";
import { readTotals } from "./read-metrics";

const ages = z.object({ reconcileAgeSeconds: z.number().nullable(), lagSeconds: z.number().nullable() });

/** What Prometheus is told: three statements on a few small rows, however many jobs there are. */
export async function readReading(executor: Executor): Promise<Reading> {
  const [totals, sample, [age]] = await Promise.all([
    readTotals(executor),
    readDepths(executor),
    query(
      executor,
      ages,
      sql`select
        (select extract(epoch from clock_timestamp() - reconciled_at)::float8 from job_install) as "reconcileAgeSeconds",
        (select extract(epoch from clock_timestamp() - counted_until)::float8 from job_metrics_state) as "lagSeconds"`,
    ),
  ]);
  return boundedTypes({
    totals,
    depths: sample?.depths ?? [],
    reconcileAgeSeconds: age?.reconcileAgeSeconds ?? null,
    lagSeconds: age?.lagSeconds ?? null,
  });
}
