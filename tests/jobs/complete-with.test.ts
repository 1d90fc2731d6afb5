import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query, type Transaction } from "@/lib/db/database";
import type { JobContext } from "@/lib/jobs/handle";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { crash, handleCrash } from "@/tests/helpers/crash-job";
import { instancesOf } from "@/tests/helpers/instances";
import { poll } from "@/tests/helpers/poll";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";
import { lapse, unsoundRows } from "@/tests/helpers/rows";
import { handleScripted, plantScript, runOnce } from "@/tests/helpers/scripted-job";
import { handleWitness, witness } from "@/tests/helpers/witness-job";
import { startWorld, type World } from "@/tests/helpers/world";

let database: TestDatabase;
let postgres: PostgresGate;
let world: World;

beforeAll(async () => {
  database = await testDatabase();
  postgres = await startPostgresGate(database.url);
  world = await startWorld([handleScripted, handleCrash, handleWitness], {
    databaseUrl: postgres.url,
    observedUrl: database.url,
  });
  await world.db.execute(sql`create table written (job_id uuid not null, run int not null)`);
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(async () => {
  await world.stop();
  await postgres.close();
  await database.drop();
});

/** The handler's own write. */
const write = (ctx: JobContext) => async (tx: Transaction) =>
  void (await tx.execute(sql`insert into written (job_id, run) values (${ctx.jobId}::uuid, ${ctx.run})`));

async function writtenBy({ jobId }: { jobId: string }): Promise<number[]> {
  const runs = z.object({ run: z.number() });
  const rows = await query(world.db, runs, sql`select run from written where job_id = ${jobId}::uuid`);
  return rows.map(({ run }) => run);
}

describe("ctx.complete", () => {
  it("leaves the handler's own writes, the end of the job and its follow-ups, all of them", async () => {
    let followUp = "";
    const job = await plantScript(world, (ctx) => {
      followUp = ctx.enqueue(witness, { name: "told" });
      return ctx.complete({ rows: 1 }, write(ctx));
    });
    expect(await runOnce(world, job)).toBe("completed");
    expect(await world.row(job.jobId)).toMatchObject({ status: "completed", result: { rows: 1 }, run: 1 });
    expect(await writtenBy(job)).toEqual([1]);
    await world.waitFor(followUp, "completed");
  });

  it("leaves none of them when the work throws, and the next run has them", async () => {
    const followUps: string[] = [];
    const job = await plantScript(world, (ctx) => {
      followUps.push(ctx.enqueue(witness, { name: "told" }));
      return ctx.complete("done", async (tx) => {
        await write(ctx)(tx);
        if (ctx.run === 1) throw new Error("after the write");
      });
    });
    expect(await runOnce(world, job)).toBe("retry");
    expect(await world.row(job.jobId)).toMatchObject({ status: "retrying", error: "after the write" });
    expect(await writtenBy(job)).toEqual([]);
    expect(await runOnce(world, job)).toBe("completed");
    expect(await writtenBy(job)).toEqual([2]);
    await expect(world.row(followUps[0] ?? "")).rejects.toThrow("No execution");
    await world.waitFor(followUps[1] ?? "", "completed");
  });

  it("leaves none of them when its connection dies before the commit", async () => {
    const job = await plantScript(world, (ctx) =>
      ctx.complete("done", async (tx) => {
        await write(ctx)(tx);
        if (ctx.run === 1) await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
      }),
    );
    expect([await runOnce(world, job), await runOnce(world, job)]).toEqual(["retry", "completed"]);
    expect(await writtenBy(job)).toEqual([2]);
  });

  it("has happened exactly once when the answer to its commit is lost", async () => {
    const job = await plantScript(world, async (ctx) => ctx.complete({ run: ctx.run }, write(ctx)));
    postgres.loseAnswerTo("commit");
    expect(await runOnce(world, job)).toBe("completed");
    expect(postgres.hasLostAnswer()).toBe(true);
    expect(await world.row(job.jobId)).toMatchObject({ status: "completed", result: { run: 1 }, run: 1 });
    expect(await writtenBy(job)).toEqual([1]);
  });

  it("of a run that has lost its job writes nothing and tells the handler", async () => {
    const opener = new AbortController();
    const reached: number[] = [];
    let told: unknown;
    const job = await plantScript(world, async (ctx) => {
      reached.push(ctx.run);
      if (ctx.run === 1) await aborted(opener.signal);
      return ctx.complete({ run: ctx.run }, write(ctx)).catch((error: unknown) => {
        told = error;
        throw error;
      });
    });
    const zombie = runOnce(world, job);
    await poll(() => reached).toEqual([1]);
    await lapse(world.db, job.jobId);
    expect(await runOnce(world, job)).toBe("completed");
    opener.abort();
    expect(await zombie).toBe("superseded");
    expect(told).toMatchObject({ name: "LeaseLost" });
    expect(await writtenBy(job)).toEqual([2]);
    expect((await world.row(job.jobId)).result).toEqual({ run: 2 });
  });

  it("and a run that takes over while it commits have one winner, in 30 races", async () => {
    const ends = await Promise.all(Array.from({ length: 30 }, raceForCommit));
    for (const { writers, row } of ends) {
      expect(writers).toHaveLength(1);
      expect(row).toMatchObject({ status: "completed", result: { run: writers[0] } });
    }
  });

  it.each([
    ["throws", () => Promise.reject(new Error("after the commit"))],
    ["returns something else", () => Promise.resolve("something else")],
  ])("stands whatever the handler does after it: it %s", async (_, then) => {
    const job = await plantScript(world, async (ctx) => {
      await ctx.complete("committed", write(ctx));
      return then();
    });
    expect(await runOnce(world, job)).toBe("completed");
    expect(await world.row(job.jobId)).toMatchObject({
      status: "completed",
      result: "committed",
      error: null,
    });
    expect(await runOnce(world, job)).toBe("duplicate");
    expect(await writtenBy(job)).toEqual([1]);
  });

  it("keeps the writes of a result that cannot be stored, with a note in its place", async () => {
    const job = await plantScript(world, (ctx) => ctx.complete({ huge: "x".repeat(100_000) }, write(ctx)));
    expect(await runOnce(world, job)).toBe("completed");
    const { status, result, result_error } = await world.row(job.jobId);
    expect([status, result]).toEqual(["completed", null]);
    expect(result_error).toContain("the limit is 65536");
    expect(await writtenBy(job)).toEqual([1]);
  });

  it("refuses a second call, whose writes would be lost without a word", async () => {
    let told: unknown;
    const job = await plantScript(world, async (ctx) => {
      const directive = await ctx.complete("first", write(ctx));
      await ctx.complete("second", write(ctx)).catch((error: unknown) => {
        told = error;
      });
      return directive;
    });
    expect(await runOnce(world, job)).toBe("completed");
    expect(told).toMatchObject({ message: expect.stringContaining("put all writes into one call") });
    expect(await writtenBy(job)).toEqual([1]);
    expect((await world.row(job.jobId)).result).toBe("first");
  });

  it.each([
    ["in its transaction", [2], ["lost", "completed"]],
    ["after its transaction", [1], ["completed"]],
  ] as const)("has happened once when its process is killed %s", async (at, writers, outcomes) => {
    const instances = instancesOf(world);
    const { jobId } = await insert(world.db, await prepare(crash, { at, provider: "http://localhost" }, {}));
    const victim = await instances.start();
    await expect(victim.deliver(jobId)).rejects.toThrow("fetch failed");
    expect(await victim.end).toBe("SIGKILL");
    if (at === "in its transaction") await lapse(world.db, jobId);
    expect((await instances.deliver(jobId)).status).toBe(200);
    expect(await writtenBy({ jobId })).toEqual(writers);
    expect((await world.attempts(jobId)).map(({ outcome }) => outcome)).toEqual(outcomes);
  });
});

/** Run 1 has written and is about to commit when its lease lapses and another run takes over. */
async function raceForCommit() {
  const inside = new AbortController();
  const job = await plantScript(world, (ctx) =>
    ctx.complete({ run: ctx.run }, async (tx) => {
      await write(ctx)(tx);
      inside.abort();
    }),
  );
  const first = runOnce(world, job);
  await aborted(inside.signal);
  await lapse(world.db, job.jobId).catch(() => undefined);
  await Promise.all([first, runOnce(world, job)]);
  return { writers: await writtenBy(job), row: await world.row(job.jobId) };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}
