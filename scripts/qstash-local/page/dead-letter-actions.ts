import type { DeadLetter } from "../engine/dead-letters";
import { notFound } from "../http/http-error";
import { actionButton } from "./action-button";
import { findLetters } from "./dead-letter-list";
import { backTo } from "./links";
import type { Markup } from "./markup";
import { type PageAnswer, seeOther } from "./page-answer";
import type { PageCall, PageRoute, ScreenCall } from "./page-call";

/** What can be done to one dead letter, or to all that the reader sees. */
export const deadLetterActions: PageRoute[] = [
  { method: "POST", pattern: "/_dev/page/dead-letters/retry", handle: (call) => retryAll(call, seen(call)) },
  {
    method: "POST",
    pattern: "/_dev/page/dead-letters/delete",
    handle: (call) => deleteAll(call, seen(call)),
  },
  {
    method: "POST",
    pattern: "/_dev/page/dead-letters/:id/retry",
    handle: (call) => retryAll(call, [letterOf(call)]),
  },
  {
    method: "POST",
    pattern: "/_dev/page/dead-letters/:id/delete",
    handle: (call) => deleteAll(call, [letterOf(call)]),
  },
];

/** Publishes it again as a new message. `about` names it where several such buttons stand. */
export function retryButton(call: PageCall, { dlqId }: Pick<DeadLetter, "dlqId">, about?: string): Markup {
  const hint = "Publish it again as a new message, with all its attempts";
  return actionButton(call, { path: `dead-letters/${dlqId}/retry`, label: "Retry", hint, about });
}

/** The buttons for one. */
export function letterButtons(call: PageCall, { dlqId, message }: DeadLetter): Markup[] {
  return [
    retryButton(call, { dlqId }, `${message.spec.method} ${message.spec.url}`),
    actionButton(call, {
      path: `dead-letters/${dlqId}/delete`,
      label: "Delete…",
      confirm: { question: "Delete this dead letter? There is no way back.", label: "Delete it" },
    }),
  ];
}

/** The buttons for all that a text picks. */
export function bulkButtons(call: PageCall, text: string, found: readonly DeadLetter[]): Markup[] {
  const [newest] = found;
  const fields = { q: text, until: newest && String(newest.time) };
  const all = found.length === 1 ? "this one" : `these ${found.length}`;
  return [
    actionButton(call, {
      path: "dead-letters/retry",
      label: "Retry all…",
      fields,
      confirm: { question: `Publish ${all} again, as new messages?`, label: "Retry all" },
    }),
    actionButton(call, {
      path: "dead-letters/delete",
      label: "Delete all…",
      fields,
      confirm: { question: `Delete ${all}? There is no way back.`, label: "Delete all" },
    }),
  ];
}

/** What the reader had before them when they pressed the button; not what came since. */
function seen(call: ScreenCall): DeadLetter[] {
  const until = Number(call.form.get("until") ?? Number.NaN);
  return findLetters(call, call.form.get("q") ?? "").filter((letter) => letter.time <= until);
}

function retryAll(call: ScreenCall, letters: readonly DeadLetter[]): PageAnswer {
  const { engine, account } = call.tenant;
  for (const { dlqId, message } of letters) {
    engine.accept(message.spec, { scheduleId: message.scheduleId });
    account.deadLetters.delete(dlqId);
  }
  return seeOther(backTo(call.form, "retry-letters"));
}

function deleteAll(call: ScreenCall, letters: readonly DeadLetter[]): PageAnswer {
  for (const { dlqId } of letters) call.tenant.account.deadLetters.delete(dlqId);
  return seeOther(backTo(call.form, "delete-letters"));
}

function letterOf({ tenant, params }: ScreenCall): DeadLetter {
  const letter = tenant.account.deadLetters.get(params["id"] ?? "");
  if (letter) return letter;
  throw notFound(`This dead letter does not exist: it may have been retried or deleted meanwhile.`);
}
