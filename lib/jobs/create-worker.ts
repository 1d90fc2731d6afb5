import type { JobDefinition } from "./define";
import { describeError } from "./describe-error";
import { emit } from "./events";
import { followThroughRun } from "./follow-through";
import type { JobHandler } from "./handle";
import { letOnNext } from "./let-on";
import { MESSAGE_BYTES_MAX } from "./limits";
import { type JobMessage, jobMessage } from "./message";
import { sweepSoon } from "./reconcile/sweep-soon";
import { noteEnd, runSpan } from "./tracing/run-span";
import type { HeldRun } from "./transitions/claim";
import { claimRun } from "./worker/claim";
import { decide } from "./worker/decide";
import { isDraining, untilAnswered } from "./worker/drain";
import { execute } from "./worker/execute";
import { type Hints, receive } from "./worker/receive";
import { done, elsewhere, later, never } from "./worker/respond";
import { type End, settle } from "./worker/settle";
import { stillWaiting } from "./worker/still-waiting";

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
    if (isDraining()) return elsewhere();
    try {
      return await untilAnswered(() => work(handler, delivery.body, delivery.hints));
    } catch (error) {
      // Nothing more could be recorded, so nothing may be acknowledged.
      emit({ name: "step-failed", during: "finish a delivery", error: describeError(error).message });
      return later("unavailable", 10);
    } finally {
      sweepSoon(handler.job);
    }
  };
}

async function work(handler: JobHandler, message: JobMessage, hints: Hints): Promise<Response> {
  const claimed = await claimRun(message, handler.job, hints.messageId);
  if (claimed.held === null) return claimed.response;
  const { held } = claimed;
  const end = await runSpan(held, hints, async (span) => {
    const ended = await run(handler, held, hints.messageId);
    noteEnd(span, ended?.verdict ?? null);
    return ended;
  });
  if (end === null) return done("superseded");
  await followThroughRun(end.settled);
  if (held.concurrencyKey !== null) await letOnNext(held.concurrencyKey);
  return respond(end);
}

async function run(handler: JobHandler, held: HeldRun, messageId: string | null): Promise<End | null> {
  const ending = stillWaiting(held, messageId) ?? (await execute(handler, held, messageId));
  const verdict = await decide(ending, held, handler.job);
  return settle(verdict, held, ending.leavings);
}

function respond({ verdict, settled }: End): Response {
  switch (verdict.verb) {
    case "complete":
    case "settled":
      return done("completed");
    case "continue":
      return done("continued");
    case "wait":
      return done("waiting");
    case "defer":
      return done("deferred");
    case "cancel":
      return done("cancelled");
    case "retry":
      return later("retry", settled.next?.dueInSeconds ?? 0);
    case "fail":
      return never(verdict.status);
  }
}
