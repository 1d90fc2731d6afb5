import { handleSendEmail } from "@/lib/emails/handlers";
import { createJobWorker } from "@/lib/jobs/create-worker";

export const maxDuration = 50; // at least the job's timeoutSeconds + 15, less than + 30

export const POST = createJobWorker(handleSendEmail);
