import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { readUncounted } from "@/lib/jobs/metrics/read-uncounted";
import { rollUp } from "@/lib/jobs/metrics/roll-up";
import { pauseType } from "@/lib/jobs/operations/pause-type";
import { resumeType } from "@/lib/jobs/operations/resume-type";
import { readAttention } from "@/lib/jobs/reading/read-attention";
import { readStanding } from "@/lib/jobs/reading/read-standing";
import { exercise } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, plant } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
beforeEach(() =>
  world.db.execute(
    sql`truncate job_executions, job_metrics, job_metrics_state, schedules, schedule_occurrences cascade`,
  ),
);
afterAll(() => world.stop());

const processing = sql`status = 'processing', run = 1, attempt = 1, claim_id = gen_random_uuid(),
  run_started_at = clock_timestamp(), lease_until = clock_timestamp() + interval '30 s'`;

describe("where open jobs stand", () => {
  it("tells what runs, what is due and since when, and what waits for its next try", async () => {
    // The sixth is due, and its message is about to leave.
    const [due, later, runs, retries, parked] = await Promise.all(
      Array.from({ length: 6 }, async () => (await plant(world.db)).jobId),
    );
    await alter(
      world.db,
      due ?? "",
      sql`published_at = clock_timestamp(), not_before = clock_timestamp() - interval '1 hour'`,
    );
    await alter(world.db, later ?? "", sql`not_before = clock_timestamp() + interval '1 hour'`);
    await alter(world.db, runs ?? "", processing);
    await alter(world.db, retries ?? "", processing);
    await alter(
      world.db,
      retries ?? "",
      sql`status = 'retrying', claim_id = null, lease_until = null,
      published_at = clock_timestamp(), next_attempt_at = clock_timestamp() - interval '2 hours'`,
    );
    await alter(world.db, parked ?? "", sql`parked_reason = 'paused'`);
    const { running, queued, retrying } = await readStanding(world.db);
    expect([running.count, queued.count, retrying.count]).toEqual([1, 2, 1]);
    const waited = Date.now() - Number(queued.oldestDueAt);
    expect([waited > 3_500_000, waited < 7_000_000, queued.isCapped]).toEqual([true, true, false]);
  });
});

describe("what needs attention", () => {
  it("is nothing while all is well", async () => {
    await enqueue(exercise, { act: "return" }, { delay: 3_600 });
    const none = { count: 0, since: null, example: null };
    expect(await readAttention(world.db)).toMatchObject({
      stalled: none,
      late: none,
      unpublished: none,
      missedTicks: none,
      overdueSchedules: none,
      unregistered: none,
      pausedTypes: [],
    });
  });

  it("names runs without a word, late jobs, such as never left, and paused types", async () => {
    const ids = await Promise.all(Array.from({ length: 3 }, async () => (await plant(world.db)).jobId));
    const [stalled, late, unpublished] = ids;
    await alter(world.db, stalled ?? "", sql`${processing}`);
    await alter(world.db, stalled ?? "", sql`lease_until = clock_timestamp() - interval '5 minutes'`);
    const old = sql`not_before = clock_timestamp() - interval '5 minutes'`;
    await alter(world.db, late ?? "", sql`published_at = clock_timestamp(), ${old}`);
    await alter(
      world.db,
      unpublished ?? "",
      sql`publish_claimed_until = clock_timestamp() - interval '2 minutes', ${old}`,
    );
    await pauseType("other", { userId: 7, reason: "the provider is away" });
    const found = await readAttention(world.db);
    expect(found.stalled).toMatchObject({ count: 1, example: stalled });
    expect(found.late).toMatchObject({ count: 1, example: late });
    expect(found.unpublished).toMatchObject({ count: 1, example: unpublished });
    expect(found.pausedTypes).toMatchObject([{ type: "other", reason: "the provider is away", userId: 7 }]);
    await resumeType("other", { userId: 7 });
  });
});

describe("what the metrics lack yet", () => {
  it("is what ended since the last roll-up, by type and end", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" });
    await world.waitFor(jobId, "completed");
    expect(await readUncounted(world.db)).toMatchObject({
      countedUntil: null,
      isCut: false,
      ends: [{ type: exercise.type, status: "completed", count: 1 }],
    });
    await rollUp(world.db, { lagSeconds: 0 });
    expect((await readUncounted(world.db)).ends).toEqual([]);
    const failing = await enqueue(exercise, { act: "non-retryable" });
    await world.waitFor(failing.jobId, "failed");
    expect((await readUncounted(world.db)).ends).toMatchObject([{ status: "failed", count: 1 }]);
  });
});
