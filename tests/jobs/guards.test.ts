import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { alter, plant } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const END = {
  completed: sql`status = 'completed', completed_at = clock_timestamp(), result = '1'`,
  failed: sql`status = 'failed', completed_at = clock_timestamp()`,
  timeout: sql`status = 'timeout', completed_at = clock_timestamp()`,
  cancelled: sql`status = 'cancelled', completed_at = clock_timestamp()`,
};
const ENDS = ["completed", "failed", "timeout", "cancelled"] as const;

/** The name of the rule that refuses this change; null when none does. */
async function refusal(jobId: string, set: SQL): Promise<string | null> {
  try {
    await alter(world.db, jobId, set);
    return null;
  } catch (error) {
    return z.object({ cause: z.object({ constraint_name: z.string() }) }).parse(error).cause.constraint_name;
  }
}

describe("Postgres refuses, whoever asks,", () => {
  const rewrites: [string, SQL][] = [
    ["back to pending", sql`status = 'pending', completed_at = null`],
    ["to processing", sql`status = 'processing', completed_at = null`],
    ["another end", sql`status = case when status = 'failed' then 'timeout' else 'failed' end::job_status`],
    ["another result", sql`result = '{"other": true}'`],
    ["another time of its end", sql`completed_at = clock_timestamp() + interval '1 s'`],
    ["a revive without a new leg", sql`status = 'pending', completed_at = null, revivals = revivals + 1`],
    ["a revive that is not counted", sql`status = 'pending', completed_at = null, leg = leg + 1`],
    [
      "a revive by two legs",
      sql`status = 'pending', completed_at = null, leg = leg + 2, revivals = revivals + 1`,
    ],
    [
      "a revive to retrying",
      sql`status = 'retrying', completed_at = null, leg = leg + 1, revivals = revivals + 1`,
    ],
  ];

  it.each(ENDS.flatMap((end) => rewrites.map(([what, set]) => [end, what, set] as const)))(
    "to give what is %s %s",
    async (end, _, set) => {
      const { jobId } = await plant(world.db);
      await alter(world.db, jobId, END[end]);
      expect(await refusal(jobId, set)).toBe("job_executions_terminal_is_final");
    },
  );

  it("to revive what is completed", async () => {
    const { jobId } = await plant(world.db);
    await alter(world.db, jobId, END.completed);
    const revive = sql`status = 'pending', completed_at = null, leg = leg + 1, revivals = revivals + 1`;
    expect(await refusal(jobId, revive)).toBe("job_executions_terminal_is_final");
  });

  it.each([
    ["run", sql`run = run - 1, attempt = 0`],
    ["leg", sql`leg = leg - 1`],
  ])("to lower %s, also in a revive", async (_, set) => {
    const { jobId } = await plant(world.db);
    await alter(world.db, jobId, sql`run = 3, leg = 3`);
    expect(await refusal(jobId, set)).toBe("job_executions_fence_never_falls");
    await alter(world.db, jobId, END.failed);
    const revive = sql`status = 'pending', completed_at = null, leg = leg + 1, revivals = revivals + 1, run = 2`;
    expect(await refusal(jobId, revive)).toBe("job_executions_fence_never_falls");
  });

  it.each([
    ["job_id", sql`job_id = gen_random_uuid()`],
    ["job_type", sql`job_type = 'other'`],
    ["user_id", sql`user_id = 7`],
    ["organization_id", sql`organization_id = 7`],
    ["idempotency_key", sql`idempotency_key = 'another'`],
    ["parent_job_id", sql`parent_job_id = gen_random_uuid()`],
    ["created_at", sql`created_at = clock_timestamp() - interval '1 day'`],
  ])("to change %s", async (_, set) => {
    const { jobId } = await plant(world.db);
    expect(await refusal(jobId, set)).toBe("job_executions_identity_is_fixed");
  });

  it.each([
    ["an end without its time", sql`status = 'failed'`, "job_executions_terminal_iff_completed_at"],
    [
      "the time of an end that is none",
      sql`completed_at = now()`,
      "job_executions_terminal_iff_completed_at",
    ],
    ["processing without a lease", sql`status = 'processing'`, "job_executions_processing_has_lease"],
    ["more attempts than runs", sql`attempt = 1`, "job_executions_counters"],
    ["an attempt below 0", sql`attempt = -1`, "job_executions_counters"],
    ["retries below 0", sql`max_retries = -1`, "job_executions_counters"],
  ])("%s", async (_, set, rule) => {
    const { jobId } = await plant(world.db);
    expect(await refusal(jobId, set)).toBe(rule);
  });

  it("a second attempt row for one run", async () => {
    const { jobId } = await plant(world.db);
    const note = () =>
      world.db.execute(sql`
        insert into job_attempts (job_id, run, leg, attempt, outcome, started_at, finished_at)
        values (${jobId}::uuid, 1, 1, 1, 'retry', now(), now())`);
    await note();
    await expect(note()).rejects.toMatchObject({ cause: { constraint_name: "job_attempts_job_id_run_pk" } });
  });
});

describe("Postgres allows", () => {
  it.each(["failed", "timeout", "cancelled"] as const)("a person to revive what is %s", async (end) => {
    const { jobId } = await plant(world.db);
    await alter(world.db, jobId, END[end]);
    const revive = sql`status = 'pending', completed_at = null, leg = leg + 1, revivals = revivals + 1, attempt = 0`;
    expect(await refusal(jobId, revive)).toBeNull();
  });

  it.each(ENDS)("to note on what is %s where its message went", async (end) => {
    const { jobId } = await plant(world.db);
    await alter(world.db, jobId, END[end]);
    const notes = sql`message_id = 'msg_1', dlq_id = '1-0', published_at = now(), updated_at = now()`;
    expect(await refusal(jobId, notes)).toBeNull();
  });
});
