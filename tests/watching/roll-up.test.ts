import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect } from "@/lib/db/client";
import { enqueue } from "@/lib/jobs/enqueue";
import { insert } from "@/lib/jobs/insert";
import { countOf } from "@/lib/jobs/metrics/histogram";
import type { Counter } from "@/lib/jobs/metrics/names";
import { countEvent, flushCounts, hasCounts } from "@/lib/jobs/metrics/process-counts";
import { pruneMetrics } from "@/lib/jobs/metrics/prune-metrics";
import { readDepthSeries, readDepths } from "@/lib/jobs/metrics/read-depths";
import { readErrorGroups, readErrorSeries } from "@/lib/jobs/metrics/read-errors";
import { readMetrics, readSeries, readTotals } from "@/lib/jobs/metrics/read-metrics";
import { countedUntil, rollUp } from "@/lib/jobs/metrics/roll-up";
import { sampleDepths } from "@/lib/jobs/metrics/sample-depths";
import { prepare } from "@/lib/jobs/prepare";
import { claim } from "@/lib/jobs/transitions/claim";
import { noteDeadLetters } from "@/lib/jobs/transitions/note-dead-letters";
import { prune } from "@/lib/jobs/transitions/prune";
import { exercise } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, plant, select } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
beforeEach(async () => {
  await world.db.execute(sql`
    truncate job_executions, job_metrics, job_metrics_state, job_queue_depths, job_error_groups, job_error_counts
    cascade`);
  world.events.length = 0;
});
afterAll(() => world.stop());

/** A pass that waits for nothing to settle. */
const pass = () => rollUp(world.db, { lagSeconds: 0 });

async function totals(type: string = exercise.type) {
  const found = (await readTotals(world.db)).find((one) => one.type === type);
  if (found === undefined) throw new Error(`Nothing was counted of ${type}.`);
  return found;
}

async function counts(type?: string): Promise<Partial<Record<Counter, number>>> {
  return Object.fromEntries(Object.entries((await totals(type)).counts).filter(([, count]) => count > 0));
}

/**
 * A row of history, so many minutes and five seconds ago: enqueued, run for 2 s after 1 s, completed; a little earlier
 * where it would end in another minute than it began in.
 */
async function history(minutesAgo: number, count = 1): Promise<void> {
  await world.db.execute(sql`
    with moment as (select clock_timestamp() - make_interval(mins => ${minutesAgo}, secs => 5) as at),
    past as (select at - interval '4 s' * (extract(second from at) >= 56)::int as at from moment),
    job as (
      insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
        backoff_seconds, run, attempt, created_at, completed_at)
      select job_new_id(), 'past', 'completed', '', '/', 0, 1, array[0], 1, 1, at, at + interval '3 s'
      from past, generate_series(1, ${count})
      returning job_id, created_at
    )
    insert into job_attempts (job_id, run, leg, attempt, outcome, waited_ms, started_at, finished_at)
    select job_id, 1, 1, 1, 'completed', 1000, created_at + interval '1 s', created_at + interval '3 s' from job`);
}

/** A row of just now. Its transaction is known before its time is: a pass without the lag can see no row it has missed. */
function enqueuedAnew(): Promise<unknown> {
  return world.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_current_xact_id()`);
    await insert(tx, await prepare(exercise, { act: "return" }, {}));
  });
}

/** The same as it was so long ago. */
async function copyBack(interval: string): Promise<void> {
  await world.db.execute(sql`
    insert into job_metrics (span, bucket, job_type, enqueued)
    select span, date_trunc('hour', clock_timestamp()) - ${interval}::interval, job_type, enqueued
    from job_metrics where span <> 'total' on conflict do nothing`);
}

describe("the roll-up", () => {
  it("counts what happened to jobs and runs, with their times", async () => {
    const { jobId } = await enqueue(exercise, { act: "return", throws: 1 });
    await world.waitFor(jobId, "completed");
    const failed = await enqueue(exercise, { act: "non-retryable" });
    await world.waitFor(failed.jobId, "failed");
    await enqueue(exercise, { act: "return" }, { delay: 1000 });
    await pass();
    expect(await counts()).toMatchObject({ enqueued: 3, completed: 1, failed: 1, runs: 3, retried: 1 });
    const { histograms } = await totals();
    expect(countOf(histograms.run)).toBe(3);
    expect(countOf(histograms.wait)).toBe(3);
    expect(countOf(histograms.firstRetry)).toBe(1);
  });

  it("keeps how long runs waited and lasted, a bound in the bin below it", async () => {
    await history(5);
    await pass();
    const { run, wait } = (await totals("past")).histograms;
    expect(run).toEqual({ bins: expect.arrayContaining([1]), seconds: 2 });
    expect(run.bins.indexOf(1)).toBe(7);
    expect(wait.bins.indexOf(1)).toBe(6);
    expect(wait.seconds).toBe(1);
  });

  it("counts each row once, however often it runs", async () => {
    await history(5, 3);
    for (let passes = 0; passes < 3; passes += 1) await pass();
    await plant(world.db);
    await pass();
    expect((await totals("past")).counts).toMatchObject({ enqueued: 3, completed: 3, runs: 3 });
    expect(await counts()).toEqual({ enqueued: 1 });
  });

  it("counts each row once with eight passes at a time, while rows come in", async () => {
    const { db, close } = connect(process.env.DATABASE_URL ?? "", { max: 8 });
    await history(300, 50);
    const coming = Array.from({ length: 40 }, () => enqueuedAnew());
    await Promise.all([...coming, ...Array.from({ length: 8 }, () => rollUp(db, { lagSeconds: 0 }))]);
    await pass();
    await close();
    expect(await counts("past")).toMatchObject({ enqueued: 50 });
    expect(await counts()).toEqual({ enqueued: 40 });
  });

  it("counts what was written before its watermark by a transaction that committed after it", async () => {
    const slow = connect(process.env.DATABASE_URL ?? "", { max: 1 });
    await slow.db.execute(sql`begin`);
    await plant(slow.db);
    await history(5);
    await pass();
    const limit = await countedUntil(world.db);
    await slow.db.execute(sql`commit`);
    await slow.close();
    await pass();
    expect(await counts()).toEqual({ enqueued: 1 });
    const [row] = await select(
      world.db,
      sql`select created_at >= ${limit?.toISOString()}::timestamptz as later from job_executions where job_type = ${exercise.type}`,
    );
    expect(row).toEqual({ later: true });
  });

  it("waits half a minute for what is still being written", async () => {
    await history(5);
    await history(0);
    await rollUp(world.db);
    expect(await counts("past")).toMatchObject({ enqueued: 1 });
  });

  it("begins a day back, and catches up with hours of history in one pass", async () => {
    await history(25 * 60 + 60);
    for (let hours = 1; hours < 24; hours += 3) await history(hours * 60, 2);
    await pass();
    expect(await counts("past")).toMatchObject({ enqueued: 16, completed: 16, runs: 16 });
  });

  it("loses nothing and counts nothing twice when a pass dies in the middle", async () => {
    await history(5, 4);
    await world.db.execute(sql`
      create function die() returns trigger language plpgsql as $$ begin raise exception 'died'; end $$`);
    await world.db.execute(sql`create trigger die before update on job_metrics_state execute function die()`);
    await expect(pass()).rejects.toThrow();
    await world.db.execute(sql`drop function die cascade`);
    expect(await readTotals(world.db)).toEqual([]);
    await pass();
    expect(await counts("past")).toMatchObject({ enqueued: 4, completed: 4 });
  });

  it("counts a lost run when it is found, and not how long it lasted", async () => {
    const row = await plant(world.db);
    await claim(world.db, { ...row, claimId: randomUUID() });
    await alter(world.db, row.jobId, sql`lease_until = clock_timestamp() - interval '1 hour'`);
    await world.deliver(exercise.endpoint, { v: 1, jobId: row.jobId, type: row.type, leg: 1 });
    await pass();
    expect(await counts()).toEqual({ enqueued: 1, completed: 1, runs: 2, lost: 1 });
    expect(countOf((await totals()).histograms.run)).toBe(1);
  });
});

describe("what no row tells of", () => {
  it("is counted in memory and written with the next flush, once", async () => {
    for (let count = 0; count < 30; count += 1)
      await world.deliver(exercise.endpoint, { v: 1 }, { key: "forged" });
    await world.deliver(exercise.endpoint, { v: 2 });
    expect(await readTotals(world.db)).toEqual([]);
    await flushCounts(world.db);
    await flushCounts(world.db);
    expect(await counts("")).toEqual({ signatureFailures: 30, refused: 1 });
  });

  it("is kept for the next flush when the database is away", async () => {
    countEvent({ name: "superseded", type: exercise.type, jobId: randomUUID(), run: 1 });
    const { db, close } = connect("postgres://nobody@127.0.0.1:1/none");
    await expect(flushCounts(db)).rejects.toThrow();
    await close();
    expect(hasCounts()).toBe(true);
    await flushCounts(world.db);
    expect(await counts()).toEqual({ superseded: 1 });
    expect(hasCounts()).toBe(false);
  });

  it("a dead letter is counted once, whoever tells of it how often", async () => {
    const { jobId, leg } = await plant(world.db);
    const letter = { jobId, leg, dlqId: "1-1" };
    await Promise.all(Array.from({ length: 4 }, () => noteDeadLetters(world.db, [letter])));
    expect(await counts()).toEqual({ deadLetters: 1, undelivered: 1 });
  });
});

describe("the depth of the queues", () => {
  it("tells where open jobs stand and how long the first has been ready", async () => {
    const old = await plant(world.db);
    await plant(world.db);
    await plant(world.db, { act: "return" }, { delay: 1000 });
    const [held, parked, waiting, retrying] = await Promise.all(
      Array.from({ length: 4 }, () => plant(world.db)),
    );
    await claim(world.db, { ...(held ?? old), claimId: randomUUID() });
    await alter(world.db, parked?.jobId ?? "", sql`parked_reason = 'paused'`);
    await alter(world.db, waiting?.jobId ?? "", sql`status = 'waiting', waits_for = gen_random_uuid()`);
    await alter(
      world.db,
      retrying?.jobId ?? "",
      sql`status = 'retrying', next_attempt_at = clock_timestamp() + interval '1 h', published_at = clock_timestamp()`,
    );
    await alter(
      world.db,
      old.jobId,
      sql`not_before = clock_timestamp() - interval '1 hour', published_at = clock_timestamp()`,
    );
    await history(5);
    await pass();
    await sampleDepths(world.db);
    const sample = await readDepths(world.db);
    expect(sample?.depths).toMatchObject([
      {
        type: exercise.type,
        ready: 2,
        scheduled: 1,
        retrying: 1,
        processing: 1,
        waiting: 1,
        parked: 1,
        oldestWaitSeconds: expect.closeTo(3600, -2),
      },
      {
        type: "past",
        ready: 0,
        scheduled: 0,
        retrying: 0,
        processing: 0,
        waiting: 0,
        parked: 0,
        oldestWaitSeconds: 0,
      },
    ]);
  });

  it("is sampled once a minute by eight passes at a time, and each hour keeps the most", async () => {
    await plant(world.db);
    await pass();
    await Promise.all(Array.from({ length: 8 }, () => sampleDepths(world.db)));
    await plant(world.db);
    await sampleDepths(world.db);
    expect((await readDepths(world.db))?.depths).toMatchObject([{ ready: 1 }]);
    await sampleDepths(world.db, { everySeconds: 0 });
    await world.db.execute(sql`truncate job_executions cascade`);
    await sampleDepths(world.db, { everySeconds: 0 });
    const range = {
      type: exercise.type,
      from: new Date(Date.now() - 7_200_000),
      to: new Date(Date.now() + 60_000),
    };
    const hours = await readDepthSeries(world.db, { ...range, span: "hour" });
    expect(Math.max(...hours.map(({ ready }) => ready))).toBe(2);
    const minutes = await readDepthSeries(world.db, { ...range, span: "minute" });
    expect(minutes.at(-1)).toMatchObject({ ready: 0 });
  });
});

describe("errors", () => {
  it("of one cause are one group, with when and where it was seen", async () => {
    for (const throws of [1, 2]) {
      const { jobId } = await enqueue(exercise, { act: "return", throws });
      await world.waitFor(jobId, "completed");
    }
    const other = await enqueue(exercise, { act: "non-retryable" });
    await world.waitFor(other.jobId, "failed");
    await pass();
    const since = new Date(Date.now() - 3_600_000);
    const groups = await readErrorGroups(world.db, { since });
    expect(groups).toMatchObject([
      { type: exercise.type, count: 3, countEver: 3, finalEver: 0 },
      { type: exercise.type, count: 1, finalEver: 1, lastJobId: other.jobId },
    ]);
    const [first] = groups;
    expect(first?.firstSeenAt.getTime()).toBeLessThan(first?.lastSeenAt.getTime() ?? 0);
    const series = await readErrorSeries(world.db, {
      since,
      type: exercise.type,
      fingerprint: first?.fingerprint ?? "",
    });
    expect(series.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(await readErrorGroups(world.db, { since, type: "another" })).toEqual([]);
  });

  it("get no group for a run that gave its job back at a shutdown", async () => {
    const row = await plant(world.db);
    await world.deliver(exercise.endpoint, { v: 1, jobId: row.jobId, type: row.type, leg: 1 });
    await world.db.execute(sql`update job_attempts set error_fingerprint = 'x', error_code = 'shut-down'`);
    await pass();
    expect(await readErrorGroups(world.db, { since: new Date(0) })).toEqual([]);
  });
});

describe("a series", () => {
  it("has one point for each step in which something happened", async () => {
    await Promise.all([history(40, 2), history(20, 3)]);
    await pass();
    const to = new Date();
    const from = new Date(to.getTime() - 3_600_000);
    const points = await readSeries(world.db, { from, to, stepSeconds: 600, type: "past" });
    expect(points.map(({ counts: { enqueued } }) => enqueued)).toEqual([2, 3]);
    expect(await readMetrics(world.db, { from, to })).toMatchObject([
      { type: "past", counts: { enqueued: 5 } },
    ]);
  });

  it.each([
    ["an empty range", { from: new Date(1), to: new Date(1), stepSeconds: 3600 }],
    ["a step of half a minute", { from: new Date(), to: new Date(Date.now() + 60_000), stepSeconds: 30 }],
    ["minutes of long ago", { from: new Date(0), to: new Date(3_600_000), stepSeconds: 60 }],
    ["more than 1,000 steps", { from: new Date(0), to: new Date(), stepSeconds: 3600 }],
  ])("refuses %s", (_, asked) => {
    expect(() => readSeries(world.db, asked)).toThrow(RangeError);
  });
});

describe("retention", () => {
  it("of jobs by their number lets none go that is not counted yet", async () => {
    await rollUp(world.db);
    await history(0, 3);
    await history(0, 2);
    const keep = { status: "completed", days: 30, max: 2 } as const;
    expect(await prune(world.db, keep, null, 500)).toMatchObject({ pruned: 0 });
    await pass();
    expect(await prune(world.db, keep, null, 500)).toMatchObject({ pruned: 3 });
    expect(await counts("past")).toMatchObject({ enqueued: 5, completed: 5 });
  });

  it("lets minutes go after two days, hours after the days that were asked for, and totals never", async () => {
    await history(5);
    await pass();
    await sampleDepths(world.db);
    await copyBack("47 hours");
    await copyBack("3 days");
    await copyBack("91 days");
    await pruneMetrics(world.db, { keepDays: 90 });
    const rows = await select(
      world.db,
      sql`select span, count(*)::int as count from job_metrics group by span order by span`,
    );
    expect(rows).toEqual([
      { span: "minute", count: 2 },
      { span: "hour", count: 3 },
      { span: "total", count: 1 },
    ]);
    expect((await totals("past")).counts.enqueued).toBe(1);
  });
});

it("a pass of reconcile rolls up, and flushes what the process counted", async () => {
  await history(5);
  await world.deliver(exercise.endpoint, { v: 1 }, { key: "forged" });
  await world.deliver("/api/jobs/reconcile", { v: 1, task: "reconcile" });
  await poll(() => world.events.map(({ name }) => name)).toContain("reconciled");
  expect(await counts("past")).toMatchObject({ enqueued: 1 });
  expect((await counts("")).signatureFailures).toBe(1);
});
