import type { JobDefinition } from "@/lib/jobs/define";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { ranAfterResponse } from "@/lib/jobs/publishing/publish-soon";
import { type Deploy, partOf } from "./deploy";
import { reconcile } from "./reconcile";

/** Least time between two passes that worker requests of this process start, in milliseconds. */
const EVERY_MS = 60_000;

let last = 0;

/**
 * Lets a worker request carry a reconcile pass after its response, once a minute per process: where work
 * comes in, nothing stays stuck until the next scheduled pass.
 */
export function sweepSoon(job: JobDefinition): void {
  if (Date.now() - last < EVERY_MS) return;
  if (ranAfterResponse(() => sweep(partOf(job)))) last = Date.now();
}

async function sweep(deploy: Deploy): Promise<void> {
  try {
    await reconcile(deploy);
  } catch (error) {
    emit({ name: "step-failed", during: "reconcile", error: describeError(error).message });
  }
}
