import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import type { JobContext } from "@/lib/jobs/handle";
import { poll } from "@/tests/helpers/poll";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";
import { unsoundRows } from "@/tests/helpers/rows";
import { handleScripted, plantScript, runOnce } from "@/tests/helpers/scripted-job";
import { startWorld, type World } from "@/tests/helpers/world";

/** Only a heartbeat's statement has it. */
const HEARTBEAT = 'as "isCancelled"';

let database: TestDatabase;
let postgres: PostgresGate;
let world: World;

beforeAll(async () => {
  database = await testDatabase();
  postgres = await startPostgresGate(database.url);
  world = await startWorld([handleScripted], { databaseUrl: postgres.url, observedUrl: database.url });
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(async () => {
  await world.stop();
  await postgres.close();
  await database.drop();
});

const line = z.object({ run: z.number(), line: z.number(), message: z.string(), fields: z.unknown() });

function linesOf({ jobId }: Pick<JobContext, "jobId">) {
  return query(
    world.db,
    line,
    sql`select run, line, message, fields from job_logs where job_id = ${jobId}::uuid order by run, line`,
  );
}

async function messagesOf(job: Pick<JobContext, "jobId">): Promise<string[]> {
  return (await linesOf(job)).map(({ message }) => message);
}

describe("a line of ctx.log", () => {
  it("is kept with its run, its place and its fields", async () => {
    const job = await plantScript(world, (ctx) => {
      ctx.log("read", { rows: 3, from: ["a", "b"] });
      ctx.log("wrote");
      if (ctx.run === 1) throw new Error("once more");
    });
    expect([await runOnce(world, job), await runOnce(world, job)]).toEqual(["retry", "completed"]);
    const read = { message: "read", fields: { rows: 3, from: ["a", "b"] } };
    const wrote = { message: "wrote", fields: null };
    expect(await linesOf(job)).toEqual([
      { run: 1, line: 1, ...read },
      { run: 1, line: 2, ...wrote },
      { run: 2, line: 1, ...read },
      { run: 2, line: 2, ...wrote },
    ]);
  });

  it("can be read while the job runs, and is kept once however often heartbeats come", async () => {
    const job = await plantScript(world, async (ctx) => {
      ctx.log("first");
      ctx.progress(1);
      await poll(() => messagesOf(ctx)).toEqual(["first"]);
      ctx.log("second");
      ctx.progress(2);
      await poll(() => messagesOf(ctx)).toEqual(["first", "second"]);
      ctx.log("third");
    });
    expect(await runOnce(world, job)).toBe("completed");
    expect(await messagesOf(job)).toEqual(["first", "second", "third"]);
  });

  it("is kept once when the answer to the heartbeat that wrote it is lost", async () => {
    const job = await plantScript(world, async (ctx) => {
      ctx.log("first");
      postgres.loseAnswerTo(HEARTBEAT);
      ctx.progress(1);
      await poll(() => postgres.hasLostAnswer()).toBe(true);
      ctx.log("second");
    });
    expect(await runOnce(world, job)).toBe("completed");
    expect(await messagesOf(job)).toEqual(["first", "second"]);
  });

  it("is one of the first hundred of its run, the last of which says that there were more", async () => {
    const job = await plantScript(world, (ctx) => {
      for (let number = 1; number <= 250; number += 1) ctx.log(`line ${number} of run ${ctx.run}`);
      if (ctx.run === 1) throw new Error("once more");
    });
    expect([await runOnce(world, job), await runOnce(world, job)]).toEqual(["retry", "completed"]);
    const lines = await linesOf(job);
    expect(lines).toHaveLength(200);
    expect(lines[98]?.message).toBe("line 99 of run 1");
    expect(lines[99]?.message).toBe("Further lines are not kept here.");
    expect(lines[100]?.message).toBe("line 1 of run 2");
  });

  it("keeps no secret and no mailbox, neither in its message nor in its fields", async () => {
    const job = await plantScript(world, (ctx) => {
      ctx.log("called with Bearer abcdefghijklmnop for ada.lovelace@example.com", {
        password: "hunter2",
        nested: { apiKey: "key-1234", to: "ada.lovelace@example.com" },
        list: ["postgres://user:hunter2@db.example.com/app"],
      });
    });
    expect(await runOnce(world, job)).toBe("completed");
    const [kept] = await linesOf(job);
    expect(kept).toMatchObject({
      message: "called with Bearer [redacted] for a…@example.com",
      fields: { password: "[redacted]", nested: { apiKey: "[redacted]", to: "a…@example.com" } },
    });
    expect(JSON.stringify(kept)).not.toContain("hunter2");
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;

  it.each<[string, Record<string, unknown>, unknown]>([
    ["NUL", { text: "before\u0000after" }, { text: "before\uFFFDafter" }],
    ["half a character", { text: "before\uD800after" }, { text: "before\uFFFDafter" }],
    ["a date", { at: new Date(0) }, { at: "1970-01-01T00:00:00.000Z" }],
    ["a BigInt", { rows: 12n }, { omitted: expect.stringContaining("BigInt") }],
    ["a cycle", cyclic, { omitted: expect.stringContaining("not stored") }],
    ["more than 4,000 characters", { text: "x".repeat(5000) }, { omitted: expect.stringContaining("4000") }],
    [
      "a getter that throws",
      Object.defineProperty({}, "text", {
        enumerable: true,
        get: () => {
          throw new Error("the getter threw");
        },
      }),
      { omitted: expect.stringContaining("the getter threw") },
    ],
  ])("costs the job nothing, whatever its fields: %s", async (_, fields, kept) => {
    const job = await plantScript(world, (ctx) => ctx.log("odd\u0000", fields));
    expect(await runOnce(world, job)).toBe("completed");
    expect(await linesOf(job)).toEqual([{ run: 1, line: 1, message: "odd\uFFFD", fields: kept }]);
  });
});

describe("progress", () => {
  it("is written with the settlement, the latest only", async () => {
    const job = await plantScript(world, (ctx) => {
      for (let done = 1; done <= 1000; done += 1) ctx.progress(done, 1000, `row ${done}`);
    });
    expect(await runOnce(world, job)).toBe("completed");
    expect(await progressOf(job)).toEqual({ done: 1000, total: 1000, message: "row 1000" });
    expect(await writesOf(job)).toBe(1);
  });

  it("of a run that fails is kept too: it says how far it came", async () => {
    const job = await plantScript(world, (ctx) => {
      ctx.progress(7, 10);
      throw new Error("at row 8");
    });
    expect(await runOnce(world, job)).toBe("retry");
    expect(await progressOf(job)).toEqual({ done: 7, total: 10, message: null });
  });

  it("is seen while the job runs, and is written at most once a second", async () => {
    let startedAt = 0;
    const job = await plantScript(world, async (ctx) => {
      startedAt = Date.now();
      let done = 0;
      const timer = setInterval(() => ctx.progress((done += 1)), 5);
      await poll(() => writesOf(ctx)).toBeGreaterThanOrEqual(2);
      clearInterval(timer);
    });
    expect(await runOnce(world, job)).toBe("completed");
    // The settlement's is one more.
    expect(await writesOf(job)).toBeLessThanOrEqual(1 + (Date.now() - startedAt) / 1000);
  });

  beforeAll(async () => {
    await world.db.execute(sql`create table progress_writes (job_id uuid not null)`);
    await world.db.execute(sql`
      create function note_progress() returns trigger language plpgsql as $$
      begin insert into progress_writes values (new.job_id); return null; end $$`);
    await world.db.execute(sql`
      create trigger note_progress after update on job_executions for each row
      when (new.progress_done is distinct from old.progress_done) execute function note_progress()`);
  });
});

/** How often it changed, as a trigger has counted. */
async function writesOf({ jobId }: Pick<JobContext, "jobId">): Promise<number> {
  const [row] = await query(
    world.db,
    z.object({ writes: z.number() }),
    sql`select count(*)::int as writes from progress_writes where job_id = ${jobId}::uuid`,
  );
  return row?.writes ?? 0;
}

async function progressOf({ jobId }: Pick<JobContext, "jobId">) {
  const [row] = await query(
    world.db,
    z.object({
      done: z.coerce.number(),
      total: z.coerce.number().nullable(),
      message: z.string().nullable(),
    }),
    sql`select progress_done as done, progress_total as total, progress_message as message
      from job_executions where job_id = ${jobId}::uuid`,
  );
  return row;
}
