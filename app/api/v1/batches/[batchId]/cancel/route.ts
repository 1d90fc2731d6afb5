import { ownBatch } from "@/lib/api/batch-answer";
import { deedOf } from "@/lib/api/deed-of";
import { signedIn } from "@/lib/auth/signed-in";
import { answering } from "@/lib/http/answering";
import { otherMethods } from "@/lib/http/other-methods";
import { Problem } from "@/lib/http/problem";
import { cancelBatch } from "@/lib/jobs/operations/cancel-batch";

/** Cancels what has not ended of a batch: 200 when all has, 202 while runs are asked to stop. */
export const POST = answering(
  async (request, { params }: RouteContext<"/api/v1/batches/[batchId]/cancel">) => {
    const actor = await signedIn(request, "jobs:operate");
    const by = await deedOf(request, actor);
    const { batchId } = await ownBatch(actor, (await params).batchId);
    const ended = await cancelBatch(batchId, by);
    const batch = await ownBatch(actor, batchId);
    if (ended === null && batch.status !== "cancelled")
      throw new Problem("not-cancellable", `It has ended before: it is ${batch.status}.`);
    const isOver = batch.status !== "open";
    return Response.json(batch, {
      status: isOver ? 200 : 202,
      headers: {
        "Cache-Control": "no-store",
        ...(isOver ? {} : { Location: batch.links.self, "Retry-After": "1" }),
      },
    });
  },
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("POST");
