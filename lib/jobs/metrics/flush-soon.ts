import { database } from "@/lib/db/client";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { ranAfterResponse } from "@/lib/jobs/publishing/publish-soon";
import { flushCounts } from "./process-counts";

/** Least time between two flushes that refused deliveries of this process start, in milliseconds. */
const EVERY_MS = 60_000;

let last = 0;

/**
 * Lets a refused delivery carry a flush after its response, once a minute per process: a process that sees nothing
 * but forged deliveries makes no reconcile pass, and a flood of them must not become a flood of writes.
 */
export function flushSoon(): void {
  if (Date.now() - last < EVERY_MS) return;
  if (ranAfterResponse(flush)) last = Date.now();
}

async function flush(): Promise<void> {
  try {
    await flushCounts(database());
  } catch (error) {
    emit({ name: "step-failed", during: "flush what was counted", error: describeError(error).message });
  }
}
