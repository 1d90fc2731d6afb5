import { database } from "@/lib/db/client";
import { env } from "@/lib/env/env";
import { flushCounts } from "@/lib/jobs/metrics/process-counts";
import { pruneMetrics } from "@/lib/jobs/metrics/prune-metrics";
import { rollUp } from "@/lib/jobs/metrics/roll-up";
import { sampleDepths } from "@/lib/jobs/metrics/sample-depths";
import type { Tally } from "./tally";

/** Brings the metrics up to date, before anything that they count is let go. None of it is in the tally. */
export async function rollMetricsUp(): Promise<Partial<Tally>> {
  await rollUp(database());
  await flushCounts(database());
  // However many processes make passes, one a minute samples and looks for what is too old.
  if (await sampleDepths(database()))
    await pruneMetrics(database(), { keepDays: env().JOBS_KEEP_METRICS_DAYS });
  return {};
}
