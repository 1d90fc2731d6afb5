import { z } from "zod";
import { adminSql } from "@/scripts/local/admin-sql";

const lostRun = z.object({ startedAt: z.coerce.number(), nextAt: z.coerce.number() });

/**
 * How long the jobs that a kill broke off waited for their next run, or their end: the 95th percentile in seconds, and
 * of how many runs.
 */
export async function recovery(
  url: string,
  killedAt: readonly number[],
): Promise<{ lostRuns: number; secondsP95: number }> {
  const lost = await adminSql(url, async (sql) =>
    z.array(lostRun).parse([
      ...(await sql`
        select extract(epoch from a.started_at) * 1000 as "startedAt",
          extract(epoch from coalesce(next.started_at, j.completed_at, clock_timestamp())) * 1000 as "nextAt"
        from job_attempts a join job_executions j using (job_id)
        left join job_attempts next on next.job_id = a.job_id and next.run = a.run + 1
        where a.outcome = 'lost'`),
    ]),
  );
  const waits = lost.flatMap(({ startedAt, nextAt }) => {
    const kill = killedAt.find((at) => at >= startedAt && at <= nextAt);
    return kill === undefined ? [] : [(nextAt - kill) / 1000];
  });
  return { lostRuns: lost.length, secondsP95: percentile95(waits) };
}

function percentile95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length * 0.95)] ?? 0) * 10) / 10;
}
