import { setTimeout as wait } from "node:timers/promises";
import { env } from "@/lib/env/env";
import type { JobDefinition } from "./define";
import { describeError } from "./describe-error";
import { emit } from "./events";
import type { JobHandler } from "./handle";
import { MESSAGE_BYTES_MAX } from "./limits";
import { type JobMessage, jobMessage } from "./message";
import { publish } from "./publish";
import { sweepSoon } from "./reconcile/sweep-soon";
import type { Settled } from "./transitions/settle-run";
import { claimRun } from "./worker/claim";
import { decide, type Verdict } from "./worker/decide";
import { execute } from "./worker/execute";
import { receive } from "./worker/receive";
import { done, later, never } from "./worker/respond";
import { settle } from "./worker/settle";

/** Longest wait for QStash between settling and answering, in milliseconds: the function may freeze after. */
const PUBLISH_MS_MAX = 3000;

/**
 * Makes the route of one job: `export const POST = createJobWorker(handleSendEmail)`. Set the route's
 * `maxDuration` to at least the job's `timeoutSeconds` + 15 and less than + 30.
 *
 * Receive → claim → execute → settle → respond. A plain job costs two statements: the claim and the settlement.
 */
export function createJobWorker<Job extends JobDefinition>(
  handler: JobHandler<Job>,
): (request: Request) => Promise<Response> {
  return async function POST(request) {
    const delivery = await receive(request, jobMessage, MESSAGE_BYTES_MAX);
    if (delivery.refusal !== null) return delivery.refusal;
    try {
      return await work(handler, delivery.body, delivery.messageId);
    } catch (error) {
      // Nothing more could be recorded, so nothing may be acknowledged.
      emit({ name: "step-failed", during: "finish a delivery", error: describeError(error).message });
      return later("unavailable", 10);
    } finally {
      sweepSoon();
    }
  };
}

async function work(handler: JobHandler, message: JobMessage, messageId: string | null): Promise<Response> {
  const claimed = await claimRun(message, handler.job, messageId);
  if (claimed.held === null) return claimed.response;
  const { held } = claimed;
  const ending = await execute(handler, held);
  const verdict = await decide(ending, held, handler.job);
  const settled = await settle(verdict, held, { progress: ending.progress, messageId });
  return settled === null ? done("superseded") : await respond(verdict, settled);
}

async function respond(verdict: Verdict, settled: Settled): Promise<Response> {
  switch (verdict.verb) {
    case "complete":
      return done("completed");
    case "retry":
      return later("retry", settled.dueInSeconds);
    case "defer":
      if (settled.dueInSeconds <= env().QSTASH_MAX_DELAY)
        await Promise.race([publish([settled]), wait(PUBLISH_MS_MAX)]);
      return done("deferred");
    case "fail":
      return never(verdict.status);
  }
}
