import { createJobWorker } from "@/lib/jobs/create-worker";
import { handleFlaky } from "@/lib/playground/handlers";

export const maxDuration = 30; // at least the job's timeoutSeconds + 15, less than + 30

export const POST = createJobWorker(handleFlaky);
