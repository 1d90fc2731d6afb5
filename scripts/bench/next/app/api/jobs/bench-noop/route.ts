import { createJobWorker } from "@/lib/jobs/create-worker";
import { handleNoop } from "@/scripts/bench/jobs/noop";

export const maxDuration = 30; // at least the job's timeoutSeconds + 15, less than + 30

export const POST = createJobWorker(handleNoop);
