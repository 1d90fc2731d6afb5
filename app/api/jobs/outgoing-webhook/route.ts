import { createJobWorker } from "@/lib/jobs/create-worker";
import { handleDeliverWebhook } from "@/lib/outgoing-webhooks/handlers";

export const maxDuration = 50; // at least the job's timeoutSeconds + 15, less than + 30

export const POST = createJobWorker(handleDeliverWebhook);
