import type { Criteria } from "../engine/criteria";
import type { Message } from "../engine/message";
import { badRequest, HttpError, notFound } from "../http/http-error";
import { ok, type Params, type Reply } from "../http/router";
import { limits } from "../limits";
import { systemClock } from "../time/clock";
import { within } from "../time/within";
import type { ApiCall, ApiRoute } from "./api-call";
import { COMMON_FILTERS, type FilterRules, readCriteria } from "./message-filter";
import { messageView } from "./message-view";
import { readNamedIds } from "./named-ids";
import { readCount } from "./page";

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
  call.tenant.engine.cancel(openMessage(call));
  return cancelled({ cancelled: 1 });
}

const cancelled = (body: { cancelled: number; actionId?: string }): Reply => ({ status: 202, body });

const RULES: FilterRules = {
  filters: ["host", "path", ...COMMON_FILTERS],
  others: ["messageIds", "async", "count", "cursor"],
};

async function cancelMany(call: ApiCall): Promise<Reply> {
  const criteria = readCriteria(call.query, RULES);
  // The SDK sends a count with every filter; since a bulk cancel is tracked, it does not limit it any more.
  readCount(call.query, { max: 500 });
  const isAsync = readAsync(call.query);
  const ids = await readNamedIds(call, "messageIds");
  return ids ? cancelNamed(call, ids) : await cancelFitting(call, criteria, isAsync);
}

function readAsync(query: URLSearchParams): boolean {
  const text = query.get("async") ?? "false";
  if (text === "true" || text === "false") return text === "true";
  throw badRequest(`invalid async: expected true or false, came "${text}"`);
}

/** Exactly these; what is unknown or finished is skipped. */
function cancelNamed({ tenant }: ApiCall, ids: string[]): Reply {
  const messages = ids.flatMap((id) => tenant.account.messages.open(id) ?? []);
  for (const message of messages) tenant.engine.cancel(message);
  return cancelled({ cancelled: messages.length });
}

async function cancelFitting({ tenant }: ApiCall, criteria: Criteria, isAsync: boolean): Promise<Reply> {
  const { action, done } = tenant.bulkActions.cancel(criteria);
  const isInTime = isAsync || (await within(systemClock, limits.bulkActions.waitMs, done));
  if (isInTime) return cancelled({ cancelled: action.total, actionId: action.id });
  throw new HttpError(429, `the cancel takes long and goes on: follow it at /v2/bulkActions/${action.id}`);
}
