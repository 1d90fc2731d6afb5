import { jobMessage } from "@/lib/jobs/publishing/message";
import type { JobDefinition } from "./define";
import { describeError } from "./describe-error";
import { emit } from "./events";
import type { JobHandler } from "./handle";
import { MESSAGE_BYTES_MAX } from "./limits";
import { sweepSoon } from "./reconcile/sweep-soon";
import { isDraining, untilAnswered } from "./worker/drain";
import { receive } from "./worker/receive";
import { elsewhere, later } from "./worker/respond";
import { work } from "./worker/work";

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
