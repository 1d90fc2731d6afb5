import { createJobWorker } from "@/lib/jobs/create-worker";
import { handleSlow } from "@/scripts/proof/soak/jobs/handlers";

export const maxDuration = 20; // at least the job's timeoutSeconds + 15, less than + 30

export const POST = createJobWorker(handleSlow);
