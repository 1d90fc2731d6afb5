import { v7 as uuidv7 } from "uuid";
import { database } from "@/lib/db/client";
import { BatchSpec, Directive } from "@/lib/jobs/directive";
import { prepareBatch } from "@/lib/jobs/enqueue-batch";
import { emit } from "@/lib/jobs/events";
import type { JobContext } from "@/lib/jobs/handle";
import type { Hider } from "@/lib/jobs/payloads/hider";
import { toStorable } from "@/lib/jobs/payloads/storable";
import { prepare } from "@/lib/jobs/prepare";
import { childrenOf, findJob, progressOfBatch } from "@/lib/jobs/relatives";
import { tickOf } from "@/lib/jobs/schedules/tick-of";

import type { HeldRun } from "@/lib/jobs/transitions/claim";
import type { Lease } from "./lease";
import type { Leavings } from "./leavings";
import { once } from "./once";
import { toProgress } from "./to-progress";

/** Makes what the handler sees of the engine. */
export function context(
  held: HeldRun,
  lease: Lease,
  signal: AbortSignal,
  leavings: Leavings,
  complete: JobContext["complete"],
): JobContext {
  const { jobId, type, attempt, run, leg, checkpoint, continuations, priority, timeoutSeconds } = held;
  const actor = { userId: held.userId, organizationId: held.organizationId };
  const place = { parentJobId: jobId };
  return {
    jobId,
    type,
    actor,
    attempt,
    run,
    leg,
    checkpoint,
    continuations,
    signal,
    complete,
    stopAt: new Date(Date.now() + timeoutSeconds * 1000),
    progress: (done, total, message) =>
      lease.report(toProgress(done, total, message === undefined ? message : leavings.hide.text(message))),
    log(message, fields = {}) {
      leavings.log(message, fields);
      emit({ name: "handler-log", type, jobId, run, ...hidden(leavings.hide, message, fields) });
    },
    continueWith: (next, { delay } = {}) =>
      new Directive({ kind: "continue", checkpoint: next, delaySeconds: delay ?? null }),
    batch: (job, payloads, options = {}) =>
      new BatchSpec(prepareBatch(job, payloads, { priority, ...options, actor }, { waiter: jobId })),
    waitFor: (batch, options = {}) =>
      new Directive({ kind: "wait", batch, checkpoint: options.checkpoint ?? null }),
    async *children() {
      if (held.waitsFor !== null) yield* childrenOf(database(), held.waitsFor);
    },
    batchProgress: async () =>
      held.waitsFor === null ? null : await progressOfBatch(database(), held.waitsFor),
    cause: async () => (held.parentJobId === null ? null : await findJob(database(), held.parentJobId)),
    tick: () => tickOf(database(), jobId),
    enqueue(job, payload, options = {}) {
      lease.assertHeld();
      const id = uuidv7();
      const prepared = prepare(job, payload, { actor, ...options }, id, place);
      // The settlement sees it reject; a run that ends otherwise drops it.
      prepared.catch(() => undefined);
      leavings.followUps.push(prepared);
      return id;
    },
    once: (key, effect) => once(held, key, effect, signal),
  };
}

/** Plain data first: what lies about itself hides nothing. */
function hidden(hide: Hider, message: string, fields: Record<string, unknown>) {
  if (hide.isIdle) return { message, fields };
  const { json, note } = toStorable(fields);
  const plain: Record<string, unknown> = json === null ? { omitted: note } : { ...JSON.parse(json) };
  return { message: hide.text(message), fields: { ...Object(hide.data(plain)) } };
}
