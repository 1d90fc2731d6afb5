import { adminSql } from "@/scripts/local/admin-sql";
import type { Finding } from "./finding";

const STORIES_MAX = 30;

/** Rows, attempts and effects of the jobs that something is wrong with, to be read by a person. */
export function story(url: string, findings: readonly Finding[]): Promise<unknown[]> {
  const jobIds = [...new Set(findings.flatMap(({ jobId }) => jobId ?? []))].slice(0, STORIES_MAX);
  return adminSql(url, async (sql) => [
    ...(await sql`
      select to_jsonb(j) as row,
        (select jsonb_agg(to_jsonb(a) - 'error_stack' order by run) from job_attempts a where a.job_id = j.job_id) as attempts,
        (select jsonb_agg(to_jsonb(e)) from job_effects e where e.job_id = j.job_id) as effects,
        (select jsonb_agg(to_jsonb(s) order by at) from soak_ends s where s.job_id = j.job_id) as ends
      from job_executions j where job_id = any(${jobIds}::uuid[])`),
  ]);
}
