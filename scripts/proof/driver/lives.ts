import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, type Executor, query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { claim } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { heartbeat } from "@/lib/jobs/transitions/heartbeat";
import { retry } from "@/lib/jobs/transitions/retry";
import { findSettled } from "@/lib/jobs/transitions/settle-run";
import { withJobs } from "@/lib/jobs/with-jobs";
import { probe, settlementOf } from "./probe";
import type { Watch } from "./watch";

export type Load = {
  db: Database;
  watch: Watch;
  /** From 0 to below 1, by the seed. */
  random: () => number;
  isOver: () => boolean;
};

/** Does one piece of the engine's work, chosen at random, as an app would: what fails is done again. */
export async function live(load: Load): Promise<void> {
  const dice = load.random();
  if (dice < 0.45) return job(load);
  if (dice < 0.7) return halves(load);
  if (dice < 0.8) return void (await load.watch.settles(batch()).catch(() => undefined));
  return question(load);
}

/** A whole life: each verb, when its answer was lost, must find its own effect. */
async function job(load: Load): Promise<void> {
  const { db, random } = load;
  const idempotencyKey = randomUUID();
  const row = await insist(load, () => enqueue(probe, { text: "a life" }, { idempotencyKey }));
  if (row === null) return;
  const { jobId } = row;
  if (random() < 0.1) return void (await insist(load, () => cancel(db, [jobId])));
  if (random() < 0.3 && !(await run(load, jobId, 1, "retry"))) return;
  await run(load, jobId, (await runs(load, jobId)) + 1, "completed");
}

async function run(
  load: Load,
  jobId: string,
  number: number,
  outcome: "retry" | "completed",
): Promise<boolean> {
  const { db, watch } = load;
  const delivery = { jobId, type: probe.type, leg: 1, claimId: randomUUID() };
  const claimed = await insist(load, () => claim(db, delivery));
  if (claimed === null) return false;
  if (!claimed.claimed || claimed.held.run !== number)
    watch.wrong(`claim of ${jobId}: ${JSON.stringify(claimed)}`);
  const mine = { jobId, run: number, leg: 1, attempt: number };
  const beat = await insist(load, () => heartbeat(db, mine, { done: number, total: null, message: null }));
  if (beat !== null && beat !== "held") watch.wrong(`heartbeat of ${jobId}: ${beat}`);
  const settlement = settlementOf(mine);
  const settle = () =>
    outcome === "retry"
      ? retry(db, settlement, { inSeconds: 0 })
      : complete(db, settlement, { json: '{"done":true}', note: null });
  const settled = await insist(load, async () => ({
    row: (await settle()) ?? (await findSettled(db, mine, outcome)),
  }));
  if (settled !== null && settled.row === null)
    watch.wrong(`settlement of ${jobId} found nothing of its own`);
  return settled !== null;
}

async function runs(load: Load, jobId: string): Promise<number> {
  const asked = sql`select run from job_executions where job_id = ${jobId}::uuid`;
  const rows = await insist(load, () => query(load.db, z.object({ run: z.number() }), asked));
  return rows?.[0]?.run ?? 0;
}

/** A transaction of an app with a job in it and, at times, a savepoint that is taken back: all of it or nothing. */
async function halves({ watch, random }: Load): Promise<void> {
  const id = randomUUID();
  const isTakenBack = random() < 0.5;
  const work = withJobs(async (tx, enqueueIn) => {
    await tx.execute(half(id, 1));
    await enqueueIn(probe, { text: "half" }, { idempotencyKey: id });
    await tx
      .transaction(async (savepoint) => {
        await savepoint.execute(half(id, 3));
        if (isTakenBack) throw new TakenBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof TakenBack)) throw error;
      });
    await tx.execute(half(id, 2));
  });
  await watch.settles(work).catch(() => undefined);
}

class TakenBack extends Error {}

function half(id: string, number: number): Parameters<Executor["execute"]>[0] {
  return sql`insert into driver_halves values (${id}::uuid, ${number}::int, txid_current())`;
}

function batch(): Promise<unknown> {
  return enqueueBatch(
    probe,
    Array.from({ length: 5 }, (_, n) => ({ text: `child ${n}` })),
  );
}

/** An answer is the one to its question. */
async function question({ db, watch, random }: Load): Promise<void> {
  const text = randomUUID();
  const asked = sql`select ${text}::text as text, pg_sleep(${random() * 0.02}::float8)`;
  const rows = await watch.settles(query(db, z.object({ text: z.string() }), asked)).catch(() => null);
  if (rows !== null && (rows.length !== 1 || rows[0]?.text !== text))
    watch.wrong(`asked ${text}, got ${JSON.stringify(rows)}`);
}

/** Repeats a verb until it comes through; null when the proof is over before. */
async function insist<T>({ watch, isOver }: Load, step: () => Promise<T>): Promise<T | null> {
  for (;;) {
    try {
      return await watch.settles(step());
    } catch {
      if (isOver()) return null;
      await wait(10);
    }
  }
}
