import { env } from "@/lib/env/env";
import { redactedText } from "@/lib/logger/redact";
import type { EndedJob } from "./jobs";

/** What goes out: the form of Standard Webhooks, with an id that stays however often it is sent, to whomever. */
export type WebhookEvent = {
  id: string;
  body: { type: "job.completed" | "job.failed" | "webhook.test"; timestamp: string; data: object };
};

/**
 * The event of a job's end: which one, how it ended, where to read more. Neither payload nor result are in it, and
 * secrets and mailboxes in the error are masked: it leaves the house.
 */
export function endEvent(ended: EndedJob): WebhookEvent {
  const { jobId, type, status, revivals, createdAt, startedAt, completedAt, error } = ended;
  return {
    id: `evt_${jobId}_${revivals}`,
    body: {
      type: status === "completed" ? "job.completed" : "job.failed",
      timestamp: iso(completedAt),
      data: {
        jobId,
        jobType: type,
        status,
        createdAt: iso(createdAt),
        startedAt: startedAt === null ? null : iso(startedAt),
        completedAt: iso(completedAt),
        error: error === null ? null : { code: error.code, message: redactedText(error.message) },
        statusUrl: `${env().BASE_URL}/api/v1/status/${jobId}`,
      },
    },
  };
}

/** An event that says nothing but that it arrived. */
export function testEvent(deliveryId: string, endpointId: string): WebhookEvent {
  const body = { type: "webhook.test" as const, timestamp: new Date().toISOString(), data: { endpointId } };
  return { id: `evt_test_${deliveryId}`, body };
}

function iso(moment: string): string {
  return new Date(moment).toISOString();
}
