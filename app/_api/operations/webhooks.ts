import { BODIES } from "@/app/_api/components";
import type { Operation } from "@/app/_api/operation";
import { deliveriesQuery } from "@/lib/outgoing-webhooks/deliveries";

const PATH = "/api/v1/webhook-endpoints";

const common = { tag: "Webhooks", scope: "webhooks:manage" } as const;

/** Where an organization hears how its jobs end; for owners and admins. */
export const WEBHOOKS: readonly Operation[] = [
  {
    ...common,
    operationId: "listWebhookEndpoints",
    method: "get",
    path: PATH,
    summary: "List webhook endpoints",
    description: "Those of your organization, oldest first; at most ten.",
    answers: { 200: { description: "All of them.", body: BODIES.endpoints } },
    problems: ["not-allowed"],
  },
  {
    ...common,
    operationId: "createWebhookEndpoint",
    method: "post",
    path: PATH,
    summary: "Make a webhook endpoint",
    description:
      "It hears of jobs whose runs begin from now on. Messages are signed as Standard Webhooks has it, with the secret of this answer.",
    body: BODIES.newEndpoint,
    example: { url: "https://example.com/webhooks/jobs", events: ["job.failed"] },
    answers: {
      201: {
        description: "The endpoint with its secret, this once.",
        body: BODIES.endpointWithSecret,
        headers: { Location: true },
      },
    },
    problems: ["not-allowed"],
  },
  {
    ...common,
    operationId: "readWebhookEndpoint",
    method: "get",
    path: `${PATH}/{endpointId}`,
    summary: "See a webhook endpoint",
    description: "What it hears of, and how it goes.",
    answers: { 200: { description: "The endpoint.", body: BODIES.endpoint } },
    problems: ["not-allowed", "not-found"],
  },
  {
    ...common,
    operationId: "changeWebhookEndpoint",
    method: "patch",
    path: `${PATH}/{endpointId}`,
    summary: "Change a webhook endpoint",
    description:
      "Fields that are left out stay as they are. One that was disabled for failing begins anew when it is enabled.",
    body: BODIES.endpointChanges,
    example: { enabled: true },
    answers: { 200: { description: "The endpoint as it is now.", body: BODIES.endpoint } },
    problems: ["not-allowed", "not-found"],
  },
  {
    ...common,
    operationId: "deleteWebhookEndpoint",
    method: "delete",
    path: `${PATH}/{endpointId}`,
    summary: "Delete a webhook endpoint",
    description: "Deliveries that are under way end as `endpoint-deleted` with their next try.",
    answers: { 204: { description: "It is gone." } },
    problems: ["not-allowed", "not-found", "cross-site"],
  },
  {
    ...common,
    operationId: "rotateWebhookSecret",
    method: "post",
    path: `${PATH}/{endpointId}/rotate-secret`,
    summary: "Give an endpoint a new secret",
    description:
      "For `overlapSeconds` the old secret signs too, so that the receiver can be changed in between; 0 for one that has leaked.",
    body: BODIES.rotation,
    example: { overlapSeconds: 3_600 },
    answers: {
      200: { description: "The endpoint with its new secret, this once.", body: BODIES.endpointWithSecret },
    },
    problems: ["not-allowed", "not-found"],
  },
  {
    ...common,
    isLimited: true,
    operationId: "testWebhookEndpoint",
    method: "post",
    path: `${PATH}/{endpointId}/test`,
    summary: "Send a test event",
    description: "A `webhook.test`, tried once.",
    answers: {
      202: {
        description: "The delivery to watch.",
        body: BODIES.deliveryAccepted,
        headers: { Location: true, "Retry-After": true },
      },
    },
    problems: ["not-allowed", "not-found", "invalid", "cross-site"],
  },
  {
    ...common,
    operationId: "listWebhookDeliveries",
    method: "get",
    path: `${PATH}/{endpointId}/deliveries`,
    summary: "List an endpoint's deliveries",
    description: "Newest first, page by page: `nextCursor` is the `cursor` of the next page.",
    query: deliveriesQuery,
    answers: {
      200: { description: "A page of them.", body: BODIES.deliveries, headers: { Link: false } },
    },
    problems: ["not-allowed", "not-found", "invalid"],
  },
  {
    ...common,
    isLimited: true,
    operationId: "redeliverWebhook",
    method: "post",
    path: `${PATH}/{endpointId}/deliveries/{deliveryId}/redeliver`,
    summary: "Send an event once more",
    description:
      "Under the same `webhook-id`, so that a receiver that had it can tell; with all of its tries.",
    answers: {
      202: {
        description: "The new delivery to watch.",
        body: BODIES.deliveryAccepted,
        headers: { Location: true, "Retry-After": true },
      },
    },
    problems: ["not-allowed", "not-found", "not-ended", "invalid", "cross-site"],
  },
];
