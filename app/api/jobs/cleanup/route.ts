import { handleCleanupOldData } from "@/lib/cleanup/handlers";
import { createJobWorker } from "@/lib/jobs/create-worker";

export const maxDuration = 260; // at least the job's timeoutSeconds + 15, less than + 30

export const POST = createJobWorker(handleCleanupOldData);
