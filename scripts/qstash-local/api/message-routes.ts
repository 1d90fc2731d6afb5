import { z } from "zod";
import type { Message } from "../engine/message";
import { badRequest, notFound } from "../http/http-error";
import { parseJson } from "../http/request-body";
import { ok, type Params, type Reply } from "../http/router";
import type { ApiCall, ApiRoute } from "./api-call";
import { readMessageFilter } from "./message-filter";
import { messageView } from "./message-view";

/** Look at, cancel and release messages. Source: protocol §2.5. */
export const messageRoutes: ApiRoute[] = [
  { method: "GET", pattern: "/v2/messages/:id", handle: (call) => ok(messageView(openMessage(call))) },
  { method: "DELETE", pattern: "/v2/messages/:id", handle: cancelOne },
  { method: "DELETE", pattern: "/v2/messages", handle: cancelMany },
  { method: "POST", pattern: "/v2/messages/:id/retry", handle: retryNow },
];

function openMessage({ tenant, params }: ApiCall & { params: Params }): Message {
  const message = tenant.account.messages.open(params["id"] ?? "");
  if (message) return message;
  throw notFound(`message ${params["id"]} not found: it is unknown, finished or cancelled`);
}

/** Releases a message that waits for its delay or its next retry; that attempt is one of its budget. */
function retryNow(call: ApiCall & { params: Params }): Reply {
  const message = openMessage(call);
  if (message.spec.queueName !== undefined)
    throw badRequest(`message ${message.id} is in a queue: it is delivered when its turn comes, not by hand`);
  if (call.tenant.engine.retryNow(message)) return ok();
  throw notFound(`message ${message.id} is not waiting for its time: it is under way, or waits for its turn`);
}

function cancelOne(call: ApiCall & { params: Params }): Reply {
  return cancel(call, [openMessage(call)]);
}

async function cancelMany(call: ApiCall): Promise<Reply> {
  const { messages } = call.tenant.account;
  const ids = call.query.has("messageIds") ? call.query.getAll("messageIds") : readIds(await call.body());
  if (!ids) return cancel(call, messages.allOpen().filter(readMessageFilter(call.query)));
  const wanted = new Set(ids.flatMap((id) => id.split(",")));
  return cancel(
    call,
    [...wanted].flatMap((id) => messages.open(id) ?? []),
  );
}

const idsBody = z.object({ messageIds: z.array(z.string()) });

/** Older clients name the ids in a JSON body. A body that says anything else must not end up cancelling everything. */
function readIds(body: Buffer): string[] | undefined {
  const json = parseJson(body);
  if (json === undefined) return undefined;
  const parsed = idsBody.safeParse(json);
  if (parsed.success) return parsed.data.messageIds;
  throw badRequest('invalid body: expected {"messageIds": ["msg_…"]} or no body at all');
}

function cancel(call: ApiCall, messages: Message[]): Reply {
  for (const message of messages) call.tenant.engine.cancel(message);
  return { status: 202, body: { cancelled: messages.length } };
}
