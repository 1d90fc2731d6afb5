import { createJobWorker } from "@/lib/jobs/create-worker";
import { webhookSources } from "@/lib/webhook-sources";
import { handleProcessWebhook } from "@/lib/webhooks/handlers";
import { useSources } from "@/lib/webhooks/in-use";

export const maxDuration = 80; // at least the job's timeoutSeconds + 15, less than + 30

useSources(webhookSources);

export const POST = createJobWorker(handleProcessWebhook);
