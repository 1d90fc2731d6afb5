import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, query } from "@/lib/db/database";
import { cancelChildren } from "@/lib/jobs/transitions/cancel";
import { cancelFlagged } from "@/lib/jobs/transitions/cancel-flagged";
import { erase } from "@/lib/jobs/transitions/erase";
import { exhaust } from "@/lib/jobs/transitions/exhaust";
import { expire } from "@/lib/jobs/transitions/expire";
import { noteDeadLetters } from "@/lib/jobs/transitions/note-dead-letters";
import { park, parkForDeploy, unpark, unparkKnown } from "@/lib/jobs/transitions/park";
import { prune } from "@/lib/jobs/transitions/prune";
import { countUncounted } from "@/lib/jobs/transitions/repair-batches";
import { rescue } from "@/lib/jobs/transitions/rescue";
import { wake } from "@/lib/jobs/transitions/wake";
import type { Move } from "./cut";
import { held, planted, plantedBatch, probeOf } from "./probe";
import type { Stage } from "./stage";
import { withBatches, withJobs } from "./standing";

/** More rows than any of these has. */
const ALL = 100;

/** What messages that find no run, and reconcile, do to rows. */
export function movesOfTheEngine({ db, seen }: Stage): Record<string, () => Promise<Move>> {
  return {
    async park() {
      const job = probeOf("park");
      const row = await planted(db, job);
      await pause(seen, job.type);
      return {
        type: job.type,
        text: "j.job_type = pause.job_type",
        step: () => park(db, row),
        moved: (before) => withJobs(before, { leg: 2, parked: "paused" }),
      };
    },
    async unpark() {
      const job = probeOf("unpark");
      const { jobId } = await planted(db, job);
      await alter(seen, jobId, sql`parked_reason = 'paused', publish_claimed_until = null`);
      return {
        type: job.type,
        text: "parked_reason = 'paused' and status",
        step: () => unpark(db, ALL),
        moved: (before) => withJobs(before, { parked: null }),
      };
    },
    async "park for a deploy"() {
      const job = probeOf("park-for-deploy");
      const row = await planted(db, job);
      return {
        type: job.type,
        text: "::text is null or endpoint",
        step: () => parkForDeploy(db, { ...row, type: job.type }, "unknown-type"),
        moved: (before) => withJobs(before, { leg: 2, parked: "unknown-type" }),
      };
    },
    async "unpark for a deploy"() {
      const job = probeOf("unpark-for-deploy");
      const row = await planted(db, job);
      await parkForDeploy(db, { ...row, type: job.type }, "unknown-type");
      const known = { type: job.type, payloadVersion: job.payloadVersion, endpoint: job.endpoint };
      return {
        type: job.type,
        text: "jsonb_to_recordset",
        step: () => unparkKnown(db, [known], ALL),
        moved: (before) => withJobs(before, { parked: null }),
      };
    },
    async "rescue of a run"() {
      const job = probeOf("rescue-run");
      const { jobId, leg } = await held(db, job);
      await lapse(seen, jobId);
      return {
        type: job.type,
        text: "found.rescues + 1",
        step: () => rescue(db, [{ jobId, leg }]),
        moved: (before) => withJobs(before, { status: "retrying", leg: 2, rescues: 1, attempts: 1 }),
      };
    },
    async "rescue of a message"() {
      const job = probeOf("rescue-message");
      const row = await planted(db, job);
      return {
        type: job.type,
        text: "found.rescues + 1",
        step: () => rescue(db, [row]),
        moved: (before) => withJobs(before, { leg: 2, rescues: 1 }),
      };
    },
    async expire() {
      const job = probeOf("expire");
      const { children } = await plantedBatch(db, job, 1);
      await alterAll(seen, job.type, sql`deadline_at = clock_timestamp() - interval '1 second'`);
      return {
        type: job.type,
        text: "'deadline'",
        step: () => expire(db, children),
        moved: (before) =>
          withBatches(withJobs(before, { status: "timeout" }), { failed: 1, isClosed: true }),
      };
    },
    async exhaust() {
      const job = probeOf("exhaust");
      const { children } = await plantedBatch(db, job, 1);
      const { jobId, leg } = await held(db, job, children[0]);
      await alter(seen, jobId, sql`max_retries = 0`);
      await lapse(seen, jobId);
      return {
        type: job.type,
        text: "'undeliverable'",
        step: () => exhaust(db, [{ jobId, leg }]),
        moved: (before) =>
          withBatches(withJobs(before, { status: "failed", attempts: 1 }), { failed: 1, isClosed: true }),
      };
    },
    async wake() {
      const job = probeOf("wake");
      const { batchId } = await plantedBatch(db, probeOf("wake-child"), 1);
      const { jobId } = await planted(db, job);
      await alter(seen, jobId, sql`status = 'waiting', waits_for = ${batchId}::uuid`);
      await seen.execute(sql`
        update job_batches set completed = 1, closed_at = clock_timestamp() where batch_id = ${batchId}::uuid`);
      return {
        type: job.type,
        text: "waiter.waits_for = b.batch_id",
        step: () => wake(db, ALL),
        moved: (before) => withJobs(before, { status: "pending", leg: 2 }),
      };
    },
    async "cancel of what was asked to stop"() {
      const job = probeOf("cancel-flagged");
      const { children } = await plantedBatch(db, job, 1);
      const { jobId, leg } = await held(db, job, children[0]);
      await alter(seen, jobId, sql`cancel_requested_at = clock_timestamp()`);
      await lapse(seen, jobId);
      return {
        type: job.type,
        text: "found.cancel_requested_at is not null",
        step: () => cancelFlagged(db, [{ jobId, leg }]),
        moved: (before) =>
          withBatches(withJobs(before, { status: "cancelled", attempts: 1 }), {
            cancelled: 1,
            isClosed: true,
          }),
      };
    },
    async "cancel of the rest of a batch"() {
      const job = probeOf("cancel-rest");
      const { batchId } = await plantedBatch(db, job, 2);
      await seen.execute(sql`
        update job_batches set cancel_requested_at = clock_timestamp() where batch_id = ${batchId}::uuid`);
      return {
        type: job.type,
        text: "found.status in ('pending', 'retrying', 'waiting')",
        step: () => cancelChildren(db, batchId, ALL),
        moved: (before) =>
          withBatches(withJobs(before, { status: "cancelled", isAsked: true }), {
            cancelled: 2,
            isClosed: true,
          }),
      };
    },
    async "count of an end that nobody counted"() {
      const job = probeOf("count");
      await plantedBatch(db, job, 2);
      await alterAll(seen, job.type, sql`status = 'completed', completed_at = clock_timestamp()`);
      return {
        type: job.type,
        text: "set batch_counted = true",
        step: () => countUncounted(db, ALL),
        moved: (before) => withBatches(before, { completed: 2, isClosed: true }),
      };
    },
    async prune() {
      const job = probeOf("prune");
      const row = await planted(db, job);
      await alter(seen, row.jobId, sql`deadline_at = clock_timestamp() - interval '1 second'`);
      // What others left is none of its business.
      const after = { completedAt: await timeOf(seen), jobId: row.jobId };
      await expire(db, [row]);
      return {
        type: job.type,
        text: "delete from job_executions",
        step: () => prune(db, { status: "timeout", days: 0, max: null }, after, ALL),
        moved: (before) => ({ ...before, jobs: [] }),
      };
    },
    async "erase a payload"() {
      const job = probeOf("erase");
      const row = await planted(db, job);
      const set = sql`erase_payload_after_seconds = 0, deadline_at = clock_timestamp() - interval '1 second'`;
      await alter(seen, row.jobId, set);
      await expire(db, [row]);
      return {
        type: job.type,
        text: "payload_erased_at = clock_timestamp()",
        step: () => erase(db, ALL),
        moved: (before) => withJobs(before, { isErased: true }),
      };
    },
    async "note a dead letter"() {
      const job = probeOf("dead-letter");
      const { jobId, leg } = await planted(db, job);
      const dlqId = randomUUID();
      return {
        type: job.type,
        text: "set dlq_id",
        step: () => noteDeadLetters(db, [{ jobId, leg, dlqId }]),
        moved: (before) => ({ ...before, deadLetters: 1 }),
      };
    },
  };
}

/** As if somebody had paused it. */
export async function pause(seen: Database, type: string): Promise<void> {
  await seen.execute(sql`insert into job_pauses (job_type) values (${type})`);
}

async function timeOf(seen: Database): Promise<string> {
  const [row] = await query(
    seen,
    z.object({ time: z.string() }),
    sql`select clock_timestamp()::text as time`,
  );
  if (row === undefined) throw new Error("Postgres told no time.");
  return row.time;
}

async function alter(seen: Database, jobId: string, set: SQL): Promise<void> {
  await seen.execute(sql`update job_executions set ${set} where job_id = ${jobId}::uuid`);
}

async function alterAll(seen: Database, type: string, set: SQL): Promise<void> {
  await seen.execute(sql`update job_executions set ${set} where job_type = ${type}`);
}

function lapse(seen: Database, jobId: string): Promise<void> {
  return alter(seen, jobId, sql`lease_until = clock_timestamp() - interval '1 hour'`);
}
