import type { QueueUsage } from "../engine/queues";
import { notFound } from "../http/http-error";
import { actionButton } from "./action-button";
import { backTo } from "./links";
import type { Markup } from "./markup";
import { type PageAnswer, seeOther } from "./page-answer";
import type { PageCall, PageRoute, ScreenCall } from "./page-call";

/** What can be done to a queue. */
export const queueActions: PageRoute[] = [
  { method: "POST", pattern: "/_dev/page/queues/:name/pause", handle: (call) => setPaused(call, true) },
  { method: "POST", pattern: "/_dev/page/queues/:name/resume", handle: (call) => setPaused(call, false) },
  { method: "POST", pattern: "/_dev/page/queues/:name/delete", handle: remove },
];

/** The buttons for it. */
export function queueButtons(call: PageCall, { name, isPaused, lag }: QueueUsage): Markup[] {
  const path = `queues/${name}`;
  const verb = isPaused ? "resume" : "pause";
  const messages = lag === 1 ? "Its message is cancelled." : `Its ${lag} messages are cancelled.`;
  return [
    actionButton(call, { path: `${path}/${verb}`, label: isPaused ? "Resume" : "Pause", about: name }),
    actionButton(call, {
      path: `${path}/delete`,
      label: "Delete…",
      confirm: { question: `Delete the queue ${name}? ${lag > 0 ? messages : ""}`, label: "Delete it" },
    }),
  ];
}

function setPaused(call: ScreenCall, isPaused: boolean): PageAnswer {
  call.tenant.engine.queues.put(queueOf(call).name, { isPaused });
  return seeOther(backTo(call.form, isPaused ? "pause-queue" : "resume-queue"));
}

function remove(call: ScreenCall): PageAnswer {
  call.tenant.engine.deleteQueue(queueOf(call).name);
  return seeOther(backTo(call.form, "delete-queue"));
}

function queueOf({ tenant, params }: ScreenCall): QueueUsage {
  const queue = tenant.engine.queues.get(params["name"] ?? "");
  if (queue) return queue;
  throw notFound(`The queue ${params["name"]} does not exist: it may have been deleted meanwhile.`);
}
