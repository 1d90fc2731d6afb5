import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isTerminal } from "@/lib/jobs/lifecycle";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { claim, type HeldRun } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { fail } from "@/lib/jobs/transitions/fail";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { retry } from "@/lib/jobs/transitions/retry";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, lapse, plant, unsoundRows } from "@/tests/helpers/rows";
import { type ExecutionRow, startWorld, type World } from "@/tests/helpers/world";

/** Random scripts to play; more of them with SCRIPTS=1000. */
const SCRIPTS = Number(process.env.SCRIPTS ?? 20);

/** A script has up to some hundred deliveries, of which a machine with much else to do may answer ten a second. */
const PATIENT = { timeout: SCRIPTS * 10_000 };

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
  // QStash takes nothing and knows no message: this test is the postman.
  world.proxy.fault = { status: 404, body: '{"error":"not found"}' };
});
afterAll(() => world.stop());

/** One job under attack: its row, and the runs that somebody claimed and never ended. */
type Victim = { row: Leg; zombies: HeldRun[] };

const settlement = (run: HeldRun) => ({
  run,
  progress: null,
  error: null,
  messageId: null,
  appVersion: null,
});

const EVENTS: Record<string, (victim: Victim) => Promise<unknown>> = {
  "a delivery": deliver,
  "five deliveries at once": (victim) => Promise.all(Array.from({ length: 5 }, () => deliver(victim))),
  "a delivery of the first leg": ({ row }) => send(row, 1),
  "a delivery of a leg to come": async ({ row }) => send(row, (await world.row(row.jobId)).leg + 1),
  "a claim that stalls": stall,
  "a run that dies": async (victim) => {
    await stall(victim);
    await lapse(world.db, victim.row.jobId);
  },
  "a zombie that completes": (victim) =>
    eachZombie(victim, (run) => complete(world.db, settlement(run), { json: '"zombie"', note: null })),
  "a zombie that fails": (victim) => eachZombie(victim, (run) => fail(world.db, settlement(run), "failed")),
  "a zombie that retries": (victim) =>
    eachZombie(victim, (run) => retry(world.db, settlement(run), { inSeconds: 60 })),
  "a failure callback": async ({ row }) => giveUp(row, (await world.row(row.jobId)).leg),
  "a late failure callback": ({ row }) => giveUp(row, 1),
  "two failure callbacks and two reconciles at once": async ({ row }) =>
    Promise.all([giveUp(row, 1), giveUp(row, 1), reconcile(), reconcile()]),
  reconcile: () => reconcile(),
  "an hour": pass,
};

describe("any order of deliveries, deaths, callbacks and passes of reconcile", () => {
  it("leaves the job terminal exactly once, with one attempt row per run", PATIENT, async () => {
    const script = fc.array(fc.constantFrom(...Object.keys(EVENTS)), { minLength: 1, maxLength: 14 });
    const job = fc.record({ throws: fc.nat(4), retries: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(script, job, async (events, { throws, retries }) => {
        const row = await plant(world.db, { act: "return", throws }, { retries });
        const victim: Victim = { row, zombies: [] };
        let end: ExecutionRow | null = null;
        for (const event of events) {
          await EVENTS[event]?.(victim);
          end = await checked(row.jobId, end);
        }
        await expectEnd(victim, end);
      }),
      { numRuns: SCRIPTS },
    );
  });
});

/** With time, deliveries and reconcile alone, every job comes to its end. */
async function expectEnd(victim: Victim, end: ExecutionRow | null): Promise<void> {
  let found = end;
  for (let hours = 0; found === null && hours < 20; hours += 1) {
    await pass(victim);
    await reconcile();
    await deliver(victim);
    found = await checked(victim.row.jobId, found);
  }
  expect(found, "not terminal after 20 hours").not.toBeNull();
}

/** The row once it is terminal. It must never change again, and attempts must fit runs at any time. */
async function checked(jobId: string, end: ExecutionRow | null): Promise<ExecutionRow | null> {
  expect(await unsoundRows(world.db)).toEqual([]);
  const row = await world.row(jobId);
  if (end !== null) expect({ ...row, dlq_id: end.dlq_id }).toEqual(end);
  expect(row.attempt).toBeLessThanOrEqual(row.run);
  return isTerminal(row.status) ? row : null;
}

async function deliver({ row }: Victim): Promise<void> {
  await send(row, (await world.row(row.jobId)).leg);
}

async function send({ jobId, type }: Leg, leg: number): Promise<void> {
  const response = await world.deliver("/api/jobs/exercise", { v: 1, jobId, type, leg });
  expect([200, 489, 503]).toContain(response.status);
}

async function giveUp({ jobId, type }: Leg, leg: number): Promise<void> {
  const sourceBody = Buffer.from(JSON.stringify({ v: 1, jobId, type, leg })).toString("base64");
  const response = await world.deliver("/api/jobs/failed", { sourceBody, dlqId: "1-0" });
  expect(response.status).toBe(200);
}

async function stall(victim: Victim): Promise<void> {
  const { jobId, type } = victim.row;
  const { leg } = await world.row(jobId);
  const answer = await claim(world.db, { jobId, type, leg, claimId: randomUUID() });
  if (answer.claimed) victim.zombies.push(answer.held);
}

async function eachZombie({ zombies }: Victim, settle: (run: HeldRun) => Promise<unknown>): Promise<void> {
  await Promise.all(zombies.map(settle));
}

/** An hour goes by: leases lapse, waits are over, messages are overdue. */
async function pass({ row }: Victim): Promise<void> {
  if (isTerminal((await world.row(row.jobId)).status)) return;
  await alter(
    world.db,
    row.jobId,
    sql`lease_until = lease_until - interval '1 hour', next_attempt_at = next_attempt_at - interval '1 hour',
      not_before = coalesce(not_before, clock_timestamp()) - interval '1 hour',
      published_at = clock_timestamp() - interval '1 hour', publish_claimed_until = null`,
  );
}
