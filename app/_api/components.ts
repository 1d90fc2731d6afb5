import { z } from "zod";
import { batchAcceptedView, batchAnswerView } from "@/lib/api/batch-answer";
import { deedRequest } from "@/lib/api/deed-of";
import { jobLinksView, openLinksView } from "@/lib/api/job-links";
import { jobsView } from "@/lib/api/list-answer";
import { artifactView } from "@/lib/artifacts/artifact";
import type { JobDefinition } from "@/lib/jobs/define";
import { dispatchRequest } from "@/lib/jobs/dispatch";
import { BATCH_PAYLOADS_MAX, dispatchBatchRequest } from "@/lib/jobs/dispatch-batch";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { jobView } from "@/lib/jobs/view";
import { deliveryView } from "@/lib/outgoing-webhooks/deliveries";
import { endpointView } from "@/lib/outgoing-webhooks/endpoint";
import { endpointChanges, newEndpoint } from "@/lib/outgoing-webhooks/request";
import { rotation } from "@/lib/outgoing-webhooks/rotate-secret";
import { registry } from "@/lib/registry";

/** Jobs that may be started from outside. Of the others the document says nothing. */
const openJobs = registry.jobs.filter(({ type }) => registry.findOpen(type) !== undefined);

const links = z.object({ self: z.string() });

const problemError = z.object({
  pointer: z.string().optional().describe("Where in the body the wrong value is (RFC 6901)."),
  parameter: z.string().optional().describe("Which query parameter is wrong."),
  detail: z.string().describe("What is wrong with it."),
});

/** What is sent and answered, each with its name in the document. */
export const BODIES = {
  dispatchRequest: z.discriminatedUnion("type", atLeastOne(openJobs.map(requestFor))),
  accepted: z.object({ jobId: z.uuid(), type: z.string(), status: z.enum(STATUSES), links: openLinksView }),
  job: jobView.extend({ links: jobLinksView }),
  jobs: jobsView,
  batchRequest: z.discriminatedUnion("type", atLeastOne(openJobs.map(batchRequestFor))),
  batchAccepted: batchAcceptedView,
  batch: batchAnswerView,
  deed: deedRequest,
  artifact: artifactView.omit({ storageKey: true }).extend({
    links: z.object({
      download: z.string().optional().describe("Leads to the file, by a link that works for some minutes."),
    }),
  }),
  newEndpoint,
  endpointChanges,
  endpoint: endpointView,
  endpoints: z.object({ items: z.array(endpointView) }),
  endpointWithSecret: endpointView.extend({
    secret: z.string().describe("What messages are signed with. It is not shown again."),
  }),
  rotation,
  deliveries: z.object({ items: z.array(deliveryView), nextCursor: z.uuid().nullable() }),
  delivery: deliveryView,
  deliveryAccepted: z.object({ deliveryId: z.uuid(), links }),
  document: z.looseObject({ openapi: z.string() }),
  problem: z.object({
    type: z.string().describe("Leads to what it is and what to do about it."),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("What was wrong this time."),
    instance: z.string().describe("The path of the request."),
    errors: z.array(problemError).max(20).optional(),
    requestId: z.string().describe("What to quote when you ask for help."),
  }),
} as const;

/** Names of what requests carry: of these the document has what may be sent. */
export const SENT: Readonly<Record<string, z.ZodType>> = {
  DispatchRequest: BODIES.dispatchRequest,
  ...Object.fromEntries(
    BODIES.dispatchRequest.options.map((body) => [`${nameOf(body.shape.type.value)}Request`, body]),
  ),
  BatchRequest: BODIES.batchRequest,
  ...Object.fromEntries(
    BODIES.batchRequest.options.map((body) => [`${nameOf(body.shape.type.value)}BatchRequest`, body]),
  ),
  ...Object.fromEntries(openJobs.map(({ type, payload }) => [`${nameOf(type)}Payload`, payload])),
  Deed: BODIES.deed,
  NewWebhookEndpoint: BODIES.newEndpoint,
  WebhookEndpointChanges: BODIES.endpointChanges,
  SecretRotation: BODIES.rotation,
};

/** Names of what answers carry. */
export const ANSWERED: Readonly<Record<string, z.ZodType>> = {
  Accepted: BODIES.accepted,
  Job: BODIES.job,
  Jobs: BODIES.jobs,
  BatchAccepted: BODIES.batchAccepted,
  Batch: BODIES.batch,
  ...Object.fromEntries(openJobs.map(({ type, result }) => [`${nameOf(type)}Result`, result])),
  Artifact: BODIES.artifact,
  WebhookEndpoint: BODIES.endpoint,
  WebhookEndpoints: BODIES.endpoints,
  WebhookEndpointWithSecret: BODIES.endpointWithSecret,
  WebhookDelivery: BODIES.delivery,
  WebhookDeliveries: BODIES.deliveries,
  WebhookDeliveryAccepted: BODIES.deliveryAccepted,
  OpenApiDocument: BODIES.document,
  Problem: BODIES.problem,
};

/** A request to start this very job. */
function requestFor({ type, description, payload }: JobDefinition) {
  return dispatchRequest.extend({ type: z.literal(type), payload }).describe(`${description}.`);
}

/** The same for many of them. */
function batchRequestFor({ type, description, payload }: JobDefinition) {
  const payloads = z.array(payload).min(1).max(BATCH_PAYLOADS_MAX);
  return dispatchBatchRequest.extend({ type: z.literal(type), payloads }).describe(`${description}.`);
}

/** `send-email` is `SendEmail`. */
function nameOf(type: string): string {
  return type.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function atLeastOne<Item>(items: readonly Item[]): [Item, ...Item[]] {
  const [first, ...others] = items;
  if (first === undefined) throw new Error("No job of the registry may be dispatched.");
  return [first, ...others];
}
