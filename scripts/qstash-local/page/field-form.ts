import { hiddenFields } from "./hidden-fields";
import { type Markup, markup } from "./markup";
import type { PageCall } from "./page-call";

type FieldForm = {
  /** Under `/_dev/page/`. */
  path: string;
  /** What stands before the field. */
  label: string;
  name: string;
  value: string;
  /** What stands on the button. */
  button: string;
  hint?: string;
};

/** A form with one field to fill in. */
export function fieldForm(call: PageCall, { path, label, name, value, button, hint }: FieldForm): Markup {
  return markup`<form class="field" method="post" action="/_dev/page/${path}">${hiddenFields(call)}<label>${label}
<input name="${name}" value="${value}" size="8" required></label> <button title="${hint}">${button}</button></form>`;
}
