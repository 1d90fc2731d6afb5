import { createJobWorker } from "@/lib/jobs/create-worker";
import { handleOperateOnJobs } from "@/lib/operations/handlers";

export const maxDuration = 80; // at least the job's timeoutSeconds + 15, less than + 30

export const POST = createJobWorker(handleOperateOnJobs);
