import { isFinished, type Message } from "../engine/message";
import { actionButton } from "./action-button";
import { retryButton } from "./dead-letter-actions";
import { messageOf } from "./find-message";
import { backTo } from "./links";
import { Markup } from "./markup";
import { type PageAnswer, seeOther } from "./page-answer";
import type { PageCall, PageRoute, ScreenCall } from "./page-call";

/** What can be done to a message. */
export const messageActions: PageRoute[] = [
  { method: "POST", pattern: "/_dev/page/messages/:id/cancel", handle: cancel },
  { method: "POST", pattern: "/_dev/page/messages/:id/retry", handle: retryNow },
  { method: "POST", pattern: "/_dev/page/messages/:id/redeliver", handle: redeliver },
];

/** The buttons for what can be done to it now. */
export function messageButtons(call: PageCall, message: Message): Markup[] {
  const path = `messages/${message.id}`;
  const letter = call.tenant.account.deadLetters.get(message.dlqId ?? "");
  const hint = "Send it once more now, with the same id. Nothing else about it changes";
  return [
    waitsForTime(message) && actionButton(call, release(message)),
    isOpen(message) &&
      actionButton(call, { path: `${path}/cancel`, label: "Cancel", hint: "Send nothing more" }),
    letter && retryButton(call, letter),
    actionButton(call, { path: `${path}/redeliver`, label: "Redeliver", hint }),
  ].filter((button) => button instanceof Markup);
}

function release({ id, state }: Message) {
  const path = `messages/${id}/retry`;
  return state === "RETRY"
    ? { path, label: "Retry now", hint: "Do not wait for the next attempt's time" }
    : { path, label: "Deliver now", hint: "Do not wait for its time" };
}

function waitsForTime(message: Message): boolean {
  return isOpen(message) && message.waitingFor === "time";
}

function isOpen(message: Message): boolean {
  return !isFinished(message) && !message.cancelRequested;
}

function cancel(call: ScreenCall): PageAnswer {
  const message = messageOf(call);
  if (isOpen(message)) call.tenant.engine.cancel(message);
  return seeOther(backTo(call.form, "cancel"));
}

/** When it waits no longer by now, what the reader wanted has happened. */
function retryNow(call: ScreenCall): PageAnswer {
  const message = messageOf(call);
  if (isOpen(message)) call.tenant.engine.retryNow(message);
  return seeOther(backTo(call.form, "retry-now"));
}

/** Does not wait for the answer: a destination may take hours, and the page shows it when it comes. */
function redeliver(call: ScreenCall): PageAnswer {
  const message = messageOf(call);
  void call.tenant.engine.redeliver(message);
  return seeOther(backTo(call.form, "redeliver"));
}
