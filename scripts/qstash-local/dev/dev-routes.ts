import type { Message } from "../engine/message";
import { notFound } from "../http/http-error";
import { ok, type Params, type Reply } from "../http/router";
import { clockRoutes } from "./clock-routes";
import type { DevCall, DevRoute } from "./dev-call";
import { faultRoutes } from "./fault-routes";

/** What a developer wants to see and do beyond the protocol. */
export const devRoutes: DevRoute[] = [
  { method: "GET", pattern: "/_dev/health", handle: () => ok({ ok: true }) },
  { method: "GET", pattern: "/_dev/messages", handle: listMessages },
  { method: "POST", pattern: "/_dev/messages/:id/redeliver", handle: redeliver },
  { method: "POST", pattern: "/_dev/schedules/:id/fire", handle: fire },
  ...clockRoutes,
  ...faultRoutes,
];

function listMessages({ service }: DevCall): Reply {
  return ok({
    messages: service
      .tenants()
      .flatMap((tenant) => tenant.account.messages.all())
      .map(devMessageView),
  });
}

/** Without body and headers: this is about what happened, and ten thousand of them must stay readable. */
function devMessageView(message: Message): object {
  const { id, spec, state, createdAt, notBefore, retried, nextAttemptAt, scheduleId, dlqId, attempts } =
    message;
  return {
    messageId: id,
    state,
    method: spec.method,
    url: spec.url,
    createdAt,
    notBefore,
    retried,
    maxRetries: spec.retries,
    nextDeliveryTime: nextAttemptAt,
    labels: spec.labels,
    scheduleId,
    dlqId,
    attempts: attempts.map(({ answer: _answer, ...attempt }) => attempt),
  };
}

async function redeliver({ service, params }: DevCall & { params: Params }): Promise<Reply> {
  const id = params["id"] ?? "";
  for (const { account, engine } of service.tenants()) {
    const message = account.messages.find(id);
    if (!message) continue;
    const { status, error } = await engine.redeliver(message);
    return ok({ messageId: id, status, error });
  }
  throw notFound(`message ${id} not found: it is unknown or no longer remembered`);
}

function fire({ service, params }: DevCall & { params: Params }): Reply {
  const id = params["id"] ?? "";
  for (const { scheduler } of service.tenants()) {
    const schedule = scheduler.get(id);
    if (!schedule) continue;
    const [messageId, ...others] = scheduler.fire(schedule);
    return ok({ messageId, messageIds: others.length > 0 ? [messageId, ...others] : undefined });
  }
  throw notFound(`schedule ${id} not found`);
}
