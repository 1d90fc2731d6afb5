import type { JobHandler } from "@/lib/jobs/handle";
import { followThroughRun } from "@/lib/jobs/publishing/follow-through";
import { letOnNext } from "@/lib/jobs/publishing/let-on";
import type { JobMessage } from "@/lib/jobs/publishing/message";
import { noteEnd, runSpan } from "@/lib/jobs/tracing/run-span";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import { claimRun } from "./claim";
import { decide } from "./decide";
import { execute } from "./execute";
import type { Hints } from "./receive";
import { done, later, never } from "./respond";
import { type End, settle } from "./settle";
import { stillWaiting } from "./still-waiting";

/** Claim → execute → settle → respond, for a message that is known to be genuine. @throws when nothing could be recorded */
export async function work(handler: JobHandler, message: JobMessage, hints: Hints): Promise<Response> {
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
