import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { MESSAGE_BYTES_MAX, OTHER_DEPLOY_SECONDS } from "@/lib/jobs/limits";
import { followThrough } from "@/lib/jobs/publishing/follow-through";
import { type JobMessage, jobMessage } from "@/lib/jobs/publishing/message";
import { publish } from "@/lib/jobs/publishing/publish";
import { announce } from "@/lib/jobs/reconcile/announce";
import type { Registry } from "@/lib/jobs/registry";
import type { RetiredType } from "@/lib/jobs/retired-types";
import { findStanding } from "@/lib/jobs/transitions/find-standing";
import { parkForDeploy, unparkKnown } from "@/lib/jobs/transitions/park";
import { retire } from "@/lib/jobs/transitions/retire";
import { receive } from "@/lib/jobs/worker/receive";
import { done, later, never } from "@/lib/jobs/worker/respond";
import { withDatabase } from "@/lib/jobs/worker/with-database";

type Known = Pick<Registry, "known" | "retired">;

/**
 * Makes the route of every path below `/api/jobs/` that is no job's here: messages of types that another deploy knows,
 * an older or a newer one. Their jobs are parked until a deploy comes that can run them, or fail where the type is
 * retired. A job whose route has moved is sent on to the new one.
 */
export function createOtherJobsRoute(registry: Known): (request: Request) => Promise<Response> {
  return async function POST(request) {
    const delivery = await receive(request, jobMessage, MESSAGE_BYTES_MAX);
    if (delivery.refusal !== null) return delivery.refusal;
    try {
      return await answer(delivery.body, registry, new URL(request.url).pathname);
    } catch (error) {
      emit({ name: "step-failed", during: "park a job", error: describeError(error).message });
      return later("unavailable", 10);
    }
  };
}

async function answer(message: JobMessage, { known, retired }: Known, path: string): Promise<Response> {
  const tombstone = retired.find(({ type }) => type === message.type);
  if (tombstone !== undefined) return ended(message, tombstone);
  const { type, jobId } = message;
  if (!(await withDatabase("park", () => parkForDeploy(database(), message, "unknown-type"), "throw")))
    return notParked(message);
  emit({ name: "parked", type, jobId, reason: "unknown-type" });
  const here = known.filter((one) => one.type === type && one.endpoint !== path);
  await publish(await unparkKnown(database(), here, 1));
  return done("parked");
}

async function ended(message: JobMessage, tombstone: RetiredType): Promise<Response> {
  const move = await withDatabase("retire", () => retire(database(), message, tombstone), "throw");
  announce({ exhausted: move });
  await followThrough(move.consequences);
  return move.moved.length > 0 ? done("retired") : notParked(message);
}

/** Ended, moved on, held by a run of another deploy, or not there. */
async function notParked({ jobId, type, leg, payload }: JobMessage): Promise<Response> {
  const found = await withDatabase("find", () => findStanding(database(), jobId), "throw");
  // Another producer's message: a deploy that knows the type makes its row.
  if (found === null)
    return payload === undefined ? never("unknown-job") : later("unknown-type", OTHER_DEPLOY_SECONDS);
  if (found.type !== type) return never("wrong-type");
  return found.isOpen && found.leg === leg ? later("running", 30) : done("duplicate");
}
