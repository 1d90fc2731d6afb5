import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Database } from "@/lib/db/database";
import { defineJob } from "@/lib/jobs/define";
import { insertPrepared, prepareBatch } from "@/lib/jobs/enqueue-batch";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { claim, type HeldRun } from "@/lib/jobs/transitions/claim";
import type { Leg } from "@/lib/jobs/transitions/leg";
import type { Seen } from "@/lib/jobs/transitions/move-unheld";
import type { Settlement } from "@/lib/jobs/transitions/settle-run";

/** The job of this proof. Nothing delivers it: the proof itself is its worker. */
export const probe = jobOf("probe");

/** The same for rows of one verb alone. */
export function probeOf(verb: string): typeof probe {
  return jobOf(`probe-${verb}`);
}

function jobOf(type: string) {
  return defineJob({
    type,
    endpoint: "/api/jobs/probe",
    description: "Is claimed and settled by a proof.",
    payload: z.object({ text: z.string() }),
    result: z.unknown(),
    retries: 5,
    timeoutSeconds: 30,
    maxContinuations: 5,
  });
}

/** A pending row. */
export async function planted(db: Database, job = probe): Promise<Leg> {
  const { leg } = await insert(db, await prepare(job, { text: "planted" }, {}));
  if (leg === null) throw new Error("A row without a key is new.");
  return leg;
}

/** A batch of pending rows. */
export async function plantedBatch(
  db: Database,
  job: typeof probe,
  total: number,
): Promise<{ batchId: string; children: Seen[] }> {
  const payloads = Array.from({ length: total }, () => ({ text: "planted" }));
  const prepared = await prepareBatch(job, payloads, {});
  await db.transaction((tx) => insertPrepared(tx, prepared));
  const { batch, children } = prepared;
  return { batchId: batch.batchId, children: children.map(({ jobId }) => ({ jobId, leg: 1 })) };
}

/** A row that a run of the proof holds: this one, or a new one. */
export async function held(db: Database, job = probe, row?: Seen): Promise<HeldRun> {
  const { jobId, leg } = row ?? (await planted(db, job));
  const claimed = await claim(db, { jobId, type: job.type, leg, claimId: randomUUID() });
  if (!claimed.claimed) throw new Error("A planted row can be claimed.");
  return claimed.held;
}

/** The plainest settlement of a run. */
export function settlementOf({ jobId, run, leg, attempt }: Settlement["run"]): Settlement {
  return {
    run: { jobId, run, leg, attempt },
    progress: null,
    error: null,
    messageId: null,
    appVersion: null,
  };
}
