import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { enqueueMany } from "@/lib/jobs/enqueue-many";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { followUp } from "@/lib/jobs/follow-up";
import type { SoakRequest } from "@/scripts/proof/soak/plan/order";
import { family, relay, slow, work, write } from "./jobs";

/** Enqueues what was asked for; the ids of the jobs. */
export async function place(request: SoakRequest): Promise<string[]> {
  switch (request.how) {
    case "one":
      return [await placeOne(request)];
    case "many":
      return (await enqueueMany(work, request.payloads)).map(({ jobId }) => jobId);
    case "batch": {
      const onComplete = followUp(work, request.onComplete);
      return (await enqueueBatch(work, request.payloads, { onComplete })).jobIds;
    }
  }
}

async function placeOne({
  job,
  options: asked,
  onSuccess,
  onFailure,
}: Extract<SoakRequest, { how: "one" }>): Promise<string> {
  const options: EnqueueOptions = {
    ...asked,
    ...(onSuccess === undefined ? {} : { onSuccess: followUp(work, onSuccess) }),
    ...(onFailure === undefined ? {} : { onFailure: followUp(work, onFailure) }),
  };
  switch (job.type) {
    case "soak-work":
      return (await enqueue(work, job.payload, options)).jobId;
    case "soak-write":
      return (await enqueue(write, job.payload, options)).jobId;
    case "soak-relay":
      return (await enqueue(relay, job.payload, options)).jobId;
    case "soak-family":
      return (await enqueue(family, job.payload, options)).jobId;
    case "soak-slow":
      return (await enqueue(slow, job.payload, options)).jobId;
  }
}
