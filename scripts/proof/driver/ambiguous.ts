import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { insertPrepared, prepareBatch } from "@/lib/jobs/enqueue-batch";
import type { Outcome as RunOutcome } from "@/lib/jobs/lifecycle";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { cancelRun } from "@/lib/jobs/transitions/cancel-run";
import { claim } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { continueRun } from "@/lib/jobs/transitions/continue";
import { defer } from "@/lib/jobs/transitions/defer";
import { beginEffect, endEffect } from "@/lib/jobs/transitions/effect";
import { fail } from "@/lib/jobs/transitions/fail";
import { heartbeat } from "@/lib/jobs/transitions/heartbeat";
import { notePublished } from "@/lib/jobs/transitions/publish";
import { retry } from "@/lib/jobs/transitions/retry";
import { revive } from "@/lib/jobs/transitions/revive";
import { findSettled, type Settled, type Settlement } from "@/lib/jobs/transitions/settle-run";
import { waitForBatch } from "@/lib/jobs/transitions/wait";
import { withJobs } from "@/lib/jobs/with-jobs";
import { startOperation } from "@/lib/operations/start-operation";
import { held, planted, probe, settlementOf } from "./probe";
import type { Stage } from "./stage";
import type { Watch } from "./watch";

/** Postgres does it and its answer is lost; then the same is asked again, and must find what it did. */
type Repeated = {
  /** In the statement whose answer is lost. */
  text: string;
  step: () => Promise<unknown>;
  /** True when the second answer, or the row, shows the effect of the first, once. */
  isOwn: (again: unknown) => boolean | Promise<boolean>;
};

const NOTHING = { json: "{}", note: null };
const SOON = { inSeconds: 0 };

/** Cuts each verb off from its answer and repeats it. @returns how many verbs found their own effect. */
export async function loseAnswers(stage: Stage, watch: Watch): Promise<number> {
  let found = 0;
  for (const [verb, prepared] of Object.entries(verbs(stage.db, stage.seen))) {
    const problem = await prepared()
      .then((repeated) => repeat(stage, watch, repeated))
      .catch((error: unknown) => String(error));
    if (problem === null) found += 1;
    else watch.wrong(`${verb}, repeated: ${problem}`);
  }
  return found;
}

async function repeat(
  { gate }: Stage,
  watch: Watch,
  { text, step, isOwn }: Repeated,
): Promise<string | null> {
  gate.loseAnswerTo(text);
  const first = await watch.settles(step()).then(
    () => "answered",
    () => "lost",
  );
  if (!gate.hasLostAnswer()) return "the statement was not seen";
  if (first !== "lost") return "the loss was not told";
  const again = await watch.settles(step());
  return (await isOwn(again)) ? null : `not its own effect: ${JSON.stringify(again)}`;
}

function verbs(db: Database, seen: Database): Record<string, () => Promise<Repeated>> {
  const settled =
    (
      outcome: RunOutcome,
      settle: (settlement: Settlement) => Promise<Settled | null>,
      text = "error_stack",
    ) =>
    async (): Promise<Repeated> => {
      const run = await held(db);
      const step = async () => (await settle(settlementOf(run))) ?? (await findSettled(db, run, outcome));
      return { text, step, isOwn: (again) => again !== null };
    };
  const row = async (jobId: string) => {
    const shape = z.object({
      status: z.string(),
      leg: z.number(),
      revivals: z.number(),
      message_id: z.string().nullable(),
    });
    const [found] = await query(seen, shape, sql`select * from job_executions where job_id = ${jobId}::uuid`);
    return found;
  };
  return {
    async enqueue() {
      const idempotencyKey = randomUUID();
      return {
        text: "insert into job_executions",
        step: () => enqueue(probe, { text: "unsure" }, { idempotencyKey }),
        isOwn: (again) => z.object({ deduplicated: z.literal(true) }).safeParse(again).success,
      };
    },
    async "enqueue in a transaction"() {
      const id = randomUUID();
      const note = sql`insert into driver_halves values (${id}::uuid, 1, txid_current()), (${id}::uuid, 2, txid_current())
        on conflict do nothing`;
      return {
        text: "commit",
        step: () =>
          withJobs(async (tx, enqueueIn) => {
            await tx.execute(note);
            return enqueueIn(probe, { text: "half" }, { idempotencyKey: id });
          }),
        isOwn: (again) => z.object({ deduplicated: z.literal(true) }).safeParse(again).success,
      };
    },
    async "start an operation"() {
      const idempotencyKey = randomUUID();
      const asked = { operation: "replay" as const, filter: { types: ["none"] }, by: { userId: 7 } };
      const count = sql`select count(*)::int as n from job_executions where idempotency_key = ${idempotencyKey}`;
      return {
        text: "insert into job_executions",
        step: () => startOperation(asked, { idempotencyKey }),
        isOwn: async () => (await query(seen, z.object({ n: z.number() }), count))[0]?.n === 1,
      };
    },
    async "publish note"() {
      const { jobId, leg } = await planted(db);
      return {
        text: "noted as",
        step: () => notePublished(db, [{ jobId, leg, messageId: "msg" }], 0),
        isOwn: async () => (await row(jobId))?.message_id === "msg",
      };
    },
    async claim() {
      const { jobId, type, leg } = await planted(db);
      const claimId = randomUUID();
      const own = z.object({ claimed: z.literal(true), held: z.object({ run: z.literal(1) }) });
      return {
        text: "update job_executions found",
        step: () => claim(db, { jobId, type, leg, claimId }),
        isOwn: (again) => own.safeParse(again).success,
      };
    },
    async heartbeat() {
      const run = await held(db);
      return {
        text: "lease_until",
        step: () => heartbeat(db, run, null),
        isOwn: (again) => again === "held",
      };
    },
    complete: settled("completed", (run) => complete(db, run, NOTHING)),
    "complete in a transaction": settled(
      "completed",
      (run) => db.transaction((tx) => complete(tx, run, NOTHING)),
      "commit",
    ),
    continue: settled("continued", (run) => continueRun(db, run, { checkpoint: NOTHING, delaySeconds: 0 })),
    retry: settled("retry", (run) => retry(db, run, SOON)),
    defer: settled("deferred", (run) => defer(db, run, SOON)),
    fail: settled("failed", (run) => fail(db, run, "failed")),
    "cancel by its holder": settled("cancelled", (run) => cancelRun(db, run)),
    async wait() {
      const batch = await prepareBatch(probe, [{ text: "child" }], {});
      await db.transaction((tx) => insertPrepared(tx, batch));
      const { batchId } = batch.batch;
      const wait = (run: Settlement) =>
        db.transaction((tx) => waitForBatch(tx, run, { batchId, checkpoint: NOTHING }));
      return settled("waiting", wait, "commit")();
    },
    async cancel() {
      const { jobId } = await planted(db);
      return {
        text: "is_held",
        step: () => cancel(db, [jobId]),
        isOwn: async () => (await row(jobId))?.status === "cancelled",
      };
    },
    async revive() {
      const { jobId } = await planted(db);
      await cancel(db, [jobId]);
      return {
        text: "found.revivals + 1",
        step: () => revive(db, [jobId], { userId: null }),
        isOwn: async () => {
          const revived = await row(jobId);
          return revived?.status === "pending" && revived.revivals === 1 && revived.leg === 2;
        },
      };
    },
    async "begin an effect"() {
      const key = { ...(await held(db)), key: "charge" };
      return {
        text: "job_effects",
        step: () => beginEffect(db, key, NOTHING),
        isOwn: (again) =>
          z.object({ state: z.literal("sending"), request: z.object({}) }).safeParse(again).success,
      };
    },
    async "end an effect"() {
      const key = { ...(await held(db)), key: "charge" };
      await beginEffect(db, key, NOTHING);
      return {
        text: "update job_effects",
        step: () => endEffect(db, key, { json: '"receipt"', note: null }),
        isOwn: async () => (await beginEffect(db, key, NOTHING))?.answer === "receipt",
      };
    },
  };
}
