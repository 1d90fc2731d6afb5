import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { claim } from "@/lib/jobs/transitions/claim";
import { waitForBatch } from "@/lib/jobs/transitions/wait";
import { runLeavings } from "@/lib/jobs/worker/leavings";
import { settle } from "@/lib/jobs/worker/settle";
import { settlementOf } from "@/lib/jobs/worker/settlement-of";
import { handlePatient, patient } from "@/tests/helpers/patient-job";
import { poll } from "@/tests/helpers/poll";
import { alter, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld([handlePatient]);
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

/** So many batches of one job each; each job is to wait for the next batch, the last one's for the first. */
async function ring(size: number): Promise<{ batchId: string; jobId: string }[]> {
  const links = await Promise.all(
    Array.from({ length: size }, async () => {
      const { batchId, jobIds } = await enqueueBatch(patient, [{ waitsFor: "later" }], { delay: 1000 });
      return { batchId, jobId: jobIds[0] ?? "" };
    }),
  );
  for (const [index, { jobId }] of links.entries()) {
    const payload = JSON.stringify({ waitsFor: links[(index + 1) % size]?.batchId });
    await alter(world.db, jobId, sql`payload = ${payload}::jsonb, not_before = null`);
  }
  return links;
}

describe("jobs that wait for each other's batches in a ring", () => {
  it.each([2, 3, 4, 5])("all at the same moment: one of %i is refused, and so all end", async (size) => {
    for (let round = 0; round < 4; round += 1) {
      const jobs = (await ring(size)).map(({ jobId }) => jobId);
      await Promise.all(
        jobs.map((jobId) => world.deliver(patient.endpoint, { v: 1, jobId, type: "patient", leg: 1 })),
      );
      await poll(async () => (await statuses(jobs)).toSorted()).toEqual([
        ...Array.from({ length: size - 1 }, () => "completed null"),
        "failed batch-circular",
      ]);
    }
  });

  it("while the first has not committed its wait yet: the second one stands by, and is refused then", async () => {
    const [first, second] = await ring(2);
    if (first === undefined || second === undefined) throw new Error("A ring of two has two.");
    const [held, rival] = [await claimed(first.jobId), await claimed(second.jobId)];
    const refusals: ReturnType<typeof settle>[] = [];
    await database().transaction(async (tx) => {
      const settlement = settlementOf(held, runLeavings(null), null, []);
      await waitForBatch(tx, settlement, { batchId: second.batchId, checkpoint: NONE });
      const wait = {
        verb: "wait",
        batch: { batchId: first.batchId },
        checkpoint: NONE,
        followUps: [],
      } as const;
      refusals.push(settle({ ...wait, followUps: [] }, rival, runLeavings(null)));
      await poll(standingBy).toBe(1);
    });
    expect(await Promise.all(refusals)).toMatchObject([{ settled: { status: "failed" } }]);
    expect(await statuses([second.jobId])).toEqual(["failed batch-circular"]);
    expect(await world.row(first.jobId)).toMatchObject({ status: "pending", leg: 2 });
  });
});

const NONE = { json: "1", note: null };

async function claimed(jobId: string) {
  const answer = await claim(world.db, { jobId, type: "patient", leg: 1, claimId: randomUUID() });
  if (!answer.claimed) throw new Error("Nobody else runs it.");
  return answer.held;
}

async function standingBy(): Promise<number> {
  const asked = sql`select 1 from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  return (await query(world.db, z.unknown(), asked)).length;
}

async function statuses(jobIds: readonly string[]): Promise<string[]> {
  const rows = await Promise.all(jobIds.map((jobId) => world.row(jobId)));
  return rows.map(({ status, error_code: code }) => `${status} ${code}`);
}
