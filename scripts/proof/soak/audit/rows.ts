import { z } from "zod";
import { adminSql } from "@/scripts/local/admin-sql";
import type { Finding } from "./finding";

const finding = z.object({ jobId: z.string().nullable(), text: z.string() });

type Check = { kind: Finding["kind"]; query: string };

/** What must hold of the rows alone: each query answers with what breaks it. */
const CHECKS: readonly Check[] = [
  {
    kind: "stuck",
    query: `select job_id as "jobId", concat('is still ', status, ', leg ', leg, ', run ', run, ', published ',
        published_at, ', parked ', parked_reason, ', next ', next_attempt_at) as text
      from job_executions where completed_at is null`,
  },
  {
    kind: "unsound",
    query: `select job_id as "jobId", concat('ended ', count(e.job_id), ' times, with ', revivals, ' revivals') as text
      from job_executions j left join soak_ends e using (job_id)
      where completed_at is not null group by job_id having count(e.job_id) <> revivals + 1`,
  },
  {
    kind: "unsound",
    query: `select job_id as "jobId", concat('has ', count(a.run), ' attempt rows for ', j.run, ' runs') as text
      from job_executions j left join job_attempts a using (job_id)
      where completed_at is not null
      group by job_id having count(a.run) <> j.run or coalesce(max(a.run), 0) <> j.run`,
  },
  {
    kind: "unsound",
    query: `select null as "jobId", concat('batch ', batch_id, ' counts ', completed, '/', failed, '/', cancelled, ' of ',
        total, ', a recount ', r.completed_rows, '/', r.failed_rows, '/', r.cancelled_rows) as text
      from job_batches b cross join lateral (
        select count(*) filter (where status = 'completed') as completed_rows,
          count(*) filter (where status in ('failed', 'timeout')) as failed_rows,
          count(*) filter (where status = 'cancelled') as cancelled_rows,
          count(*) as rows, sum(revivals) as revivals, bool_and(batch_counted) as counted
        from job_executions where batch_id = b.batch_id
      ) r
      -- A child that is revived after its batch closed changes no counter.
      where closed_at is null or total <> r.rows or not r.counted
        or (r.revivals = 0 and (completed, failed, cancelled) is distinct from
          (r.completed_rows::int, r.failed_rows::int, r.cancelled_rows::int))`,
  },
  {
    kind: "unsound",
    query: `select job_id as "jobId", concat('is ', status, ' and has ', count(w.job_id), ' rows of its own') as text
      from job_executions j left join soak_writes w using (job_id)
      where job_type = 'soak-write' group by job_id having count(w.job_id) <> (status = 'completed')::int`,
  },
  {
    kind: "unsound",
    query: `select job_id as "jobId", concat('is completed, its effect "', key, '" is ', state) as text
      from job_executions join job_effects using (job_id) where status = 'completed' and state <> 'done'`,
  },
  {
    kind: "unsound",
    query: `select job_id as "jobId", concat('is ', status, ' (', error_code, '): ', error) as text
      from job_executions
      where completed_at is not null and not (
        status = 'completed' and payload->>'ends' is distinct from 'failed'
        or status = 'failed' and payload->>'ends' = 'failed'
        or status = 'cancelled' and (payload->>'mayBeCancelled')::boolean)`,
  },
];

/** What breaks those rules. */
export function rowFindings(url: string): Promise<Finding[]> {
  return adminSql(url, async (sql) => {
    const found: Finding[] = [];
    for (const { kind, query } of CHECKS) {
      const broken = z.array(finding).parse([...(await sql.unsafe(query))]);
      found.push(...broken.map((one) => ({ kind, ...one })));
    }
    return found;
  });
}
