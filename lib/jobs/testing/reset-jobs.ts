import { sql } from "drizzle-orm";
import { testDatabase } from "./test-database";

/**
 * Empties the tables of the engine, for `beforeEach`: jobs, batches, effects, logs, audits, pauses, schedules, metrics
 * and alerts. Your own tables and who the database belongs to stay.
 *
 * @throws {Error} outside of a test's database. Nothing was deleted.
 */
export async function resetJobs(): Promise<void> {
  const db = await testDatabase("resetJobs");
  // Not truncated: tables of your own may refer to it, and say themselves what becomes of their rows.
  await db.execute(sql`delete from job_executions`);
  await db.execute(sql`
    truncate job_attempts, job_logs, job_effects, job_batches, job_audit, job_pauses,
      job_standing_follow_ups, schedules, schedule_occurrences, job_metrics, job_queue_depths, job_error_groups,
      job_error_counts, job_alerts, job_alert_silences`);
}
