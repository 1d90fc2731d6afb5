import { z } from "zod";
import type { Subject } from "../faults/subject";
import { fromPairs, type HeaderMap, headerValue } from "../http/header-map";
import { badRequest, HttpError } from "../http/http-error";
import { destinationOf } from "../http/raw-target";
import { parseJson } from "../http/request-body";
import { ok, type Reply } from "../http/router";
import { limits } from "../limits";
import type { ApiCall, ApiRoute } from "./api-call";
import { batchSubjects } from "./batch-subjects";
import { type Published, publish } from "./publish";
import { readLabels } from "./publish-options";
import { readQueueName } from "./queue-options";
import { underFaults } from "./under-faults";

/** Publish, enqueue and batch. Source: protocol §2.2 to §2.4. */
export const publishRoutes: ApiRoute[] = [
  { method: "POST", pattern: "/v2/publish/*", handle: underFaults(subjectOf, (call) => publishOne(call)) },
  { method: "POST", pattern: "/v2/enqueue/*", handle: underFaults(subjectOfQueued, enqueueOne) },
  { method: "POST", pattern: "/v2/batch", handle: underFaults(batchSubjects, publishBatch) },
];

async function publishOne(call: ApiCall & { rest: string }, queueName?: string): Promise<Reply> {
  const { destination, headers } = addressOf(call);
  const published = publish(call.tenant, {
    destination,
    headers,
    body: await call.body(),
    callerIp: call.callerIp,
    queueName,
  });
  const isDuplicate = [published].flat().every(({ deduplicated }) => deduplicated);
  return { status: isDuplicate ? 202 : 200, body: published };
}

/** `<queue>/<destination>` */
async function enqueueOne(call: ApiCall & { rest: string }): Promise<Reply> {
  const { queue, ...direct } = withoutQueue(call);
  return await publishOne(direct, readQueueName(queue));
}

/** The same request, as if it were published directly. */
function withoutQueue(call: ApiCall & { rest: string }) {
  const [queue = ""] = call.rest.split("/", 1);
  return { ...call, rest: call.rest.slice(queue.length + 1), queue };
}

/** Where a request wants to go, and its options: parameters of the query count as headers, real headers win. */
export function addressOf(call: ApiCall & { rest: string }): { destination: string; headers: HeaderMap } {
  const { destination, options } = destinationOf(call.rest, call.target.query);
  const fromQuery = fromPairs(options, (name) => name.toLowerCase());
  const headers = new Map([...fromQuery, ...call.headers]);
  // Who may publish is settled; the token must neither be forwarded nor be kept with a schedule.
  headers.delete("authorization");
  headers.delete("qstash_token");
  return { destination, headers };
}

/** What a request wants to publish, as fault rules see it. */
export function subjectOf(call: ApiCall & { rest: string }): Subject[] {
  const { destination, headers } = addressOf(call);
  const queueName = headerValue(headers, "upstash-queue-name");
  return [{ spec: { url: destination, labels: readLabels(headers) ?? [], queueName } }];
}

function subjectOfQueued(call: ApiCall & { rest: string }): Subject[] {
  const { queue, ...direct } = withoutQueue(call);
  return subjectOf(direct).map(({ spec }) => ({ spec: { ...spec, queueName: queue } }));
}

async function publishBatch(call: ApiCall): Promise<Reply> {
  const items = parseJson(await call.body(limits.batchBytes));
  if (!Array.isArray(items)) throw badRequest("invalid body: expected a JSON array of messages");
  return ok(items.map((item) => publishSlot(call, item)));
}

/** A bad message gets an error in its slot and does not stop the others (register 3). */
function publishSlot(call: ApiCall, item: unknown): Published | Published[] | { error: string } {
  try {
    return publish(call.tenant, { ...readItem(item), callerIp: call.callerIp });
  } catch (error) {
    if (error instanceof HttpError) return { error: error.message };
    throw error;
  }
}

const batchItem = z.object({
  destination: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  queue: z.string().optional(),
});

function readItem(item: unknown) {
  const parsed = batchItem.safeParse(item);
  if (!parsed.success) throw badRequest(`invalid message: ${z.prettifyError(parsed.error)}`);
  const { destination, headers = {}, body = "", queue } = parsed.data;
  return {
    destination,
    headers: fromPairs(Object.entries(headers), (name) => name.toLowerCase()),
    body: Buffer.from(body),
    queueName: queue === undefined ? undefined : readQueueName(queue),
  };
}
