import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { rescue } from "@/lib/jobs/transitions/rescue";
import { alter, plant } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await plantFuture(20_000);
  await world.db.execute(sql`analyze job_executions`);
});
afterAll(() => world.stop());

/** Rows held back for a month, as a product with many reminders has them. */
function plantFuture(count: number): Promise<unknown> {
  return world.db.execute(sql`
    insert into job_executions (
      job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds, backoff_seconds,
      not_before, publish_claimed_until
    )
    select gen_random_uuid(), 'exercise', 'pending', '', '/api/jobs/exercise', 0, 1, '{0}',
      clock_timestamp() + interval '30 days', clock_timestamp() + interval '24 days'
    from generate_series(1, ${count})`);
}

async function plan(statement: SQL): Promise<string> {
  const rows = await query(world.db, z.record(z.string(), z.unknown()), sql`explain ${statement}`);
  return JSON.stringify(rows);
}

describe("jobs of a distant day", () => {
  it("are not read by a publish: the index stops at now", async () => {
    const found = await plan(sql`
      select job_id from job_executions
      where published_at is null and parked_reason is null and status in ('pending', 'retrying')
        and publish_claimed_until <= (select clock_timestamp())
      order by publish_claimed_until limit 99`);
    expect(found).toContain("job_executions_unpublished");
    expect(found).toContain("Index Cond");
  });
});

describe("a rescue", () => {
  it("keeps the wait that the job was told", async () => {
    const { jobId } = await plant(world.db);
    await alter(
      world.db,
      jobId,
      sql`status = 'retrying', run = 1, attempt = 1, next_attempt_at = clock_timestamp() + interval '1 hour'`,
    );
    const before = (await world.row(jobId)).next_attempt_at;
    await rescue(world.db, [{ jobId, leg: 1 }]);
    expect(await world.row(jobId)).toMatchObject({ leg: 2, next_attempt_at: before });
  });
});
