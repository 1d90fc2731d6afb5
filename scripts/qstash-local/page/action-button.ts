import { hiddenFields } from "./hidden-fields";
import { type Markup, markup } from "./markup";
import type { PageCall } from "./page-call";

type Action = {
  /** Under `/_dev/page/`. */
  path: string;
  label: string;
  /** What the button does, for a pointer that rests on it. */
  hint?: string;
  /** Asks first, with this sentence and button. */
  confirm?: { question: string; label: string };
  fields?: Record<string, string | undefined>;
  /** For lists, where the same button stands in each row: what it is about. */
  about?: string;
};

/** A form with one button: works without scripts, and comes back to where the reader is. */
export function actionButton(call: PageCall, action: Action): Markup {
  const { confirm, label } = action;
  if (!confirm) return form(call, action, label);
  return markup`<details class="confirm" id="confirm-${action.path.replaceAll("/", "-")}"><summary class="button">${label}</summary>
<div class="popover"><p>${confirm.question}</p>${form(call, action, confirm.label, "danger")}</div></details>`;
}

function form(call: PageCall, { path, hint, about, fields }: Action, label: string, look?: string): Markup {
  return markup`<form method="post" action="/_dev/page/${path}">${hiddenFields(call, fields)}<button class="${look}" title="${hint}">${label}${about ? markup`<span class="unseen"> ${about}</span>` : null}</button></form>`;
}
