import { createJobWorker } from "@/lib/jobs/create-worker";
import { handleGenerateReport } from "@/lib/reports/handlers";

export const maxDuration = 200; // at least the job's timeoutSeconds + 15, less than + 30

export const POST = createJobWorker(handleGenerateReport);
