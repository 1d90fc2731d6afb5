import { z } from "zod";
import type { QueueUsage } from "../engine/queues";
import { badRequest, HttpError, notFound } from "../http/http-error";
import { parseJson } from "../http/request-body";
import { ok, type Params, type Reply } from "../http/router";
import { limits } from "../limits";
import type { ApiCall, ApiRoute } from "./api-call";
import { assertRoomForQueue, readQueueName } from "./queue-options";
import { queueView } from "./queue-view";

const paused = (isPaused: boolean) => (call: ApiCall & { params: Params }) => setPaused(call, isPaused);

/** Create, look at, pause and delete queues. Source: protocol §2.6. */
export const queueRoutes: ApiRoute[] = [
  { method: "POST", pattern: "/v2/queues", handle: putQueue },
  { method: "GET", pattern: "/v2/queues", handle: listQueues },
  { method: "GET", pattern: "/v2/queues/:name", handle: (call) => ok(queueView(queueOf(call))) },
  { method: "DELETE", pattern: "/v2/queues/:name", handle: deleteQueue },
  { method: "POST", pattern: "/v2/queues/:name/pause", handle: paused(true) },
  { method: "POST", pattern: "/v2/queues/:name/resume", handle: paused(false) },
];

const queueBody = z.object({
  queueName: z.string(),
  parallelism: z.int().min(1).optional(),
  paused: z.boolean().optional(),
});

async function putQueue(call: ApiCall): Promise<Reply> {
  const parsed = queueBody.safeParse(parseJson(await call.body()));
  if (!parsed.success) throw badRequest(`invalid body: ${z.prettifyError(parsed.error)}`);
  const { queueName, parallelism, paused: isPaused } = parsed.data;
  const { queues } = call.tenant.engine;
  const name = readQueueName(queueName);
  assertParallelism(parallelism);
  assertRoomForQueue(queues, name);
  queues.put(name, { parallelism, isPaused });
  return ok();
}

function assertParallelism(parallelism = 1): void {
  const max = limits.queueParallelism;
  if (parallelism <= max) return;
  throw new HttpError(412, `parallelism: at most ${max} is possible for a queue, came ${parallelism}`);
}

function listQueues({ tenant }: ApiCall): Reply {
  const byName = tenant.engine.queues.list().toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return ok(byName.map(queueView));
}

function queueOf({ tenant, params }: ApiCall & { params: Params }): QueueUsage {
  const queue = tenant.engine.queues.get(params["name"] ?? "");
  if (queue) return queue;
  throw notFound(`queue ${params["name"]} not found`);
}

/** Also 200 when there is no such queue. */
function deleteQueue({ tenant, params }: ApiCall & { params: Params }): Reply {
  tenant.engine.deleteQueue(params["name"] ?? "");
  return ok();
}

function setPaused(call: ApiCall & { params: Params }, isPaused: boolean): Reply {
  call.tenant.engine.queues.put(queueOf(call).name, { isPaused });
  return ok();
}
