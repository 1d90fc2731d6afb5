import type { FaultRuleInput } from "../faults/fault-rule";
import { badRequest } from "../http/http-error";
import { actionButton } from "./action-button";
import { FAULT_PRESETS } from "./fault-presets";
import { hiddenFields } from "./hidden-fields";
import { backTo } from "./links";
import { type Markup, markup } from "./markup";
import { type PageAnswer, seeOther } from "./page-answer";
import type { PageCall, PageRoute } from "./page-call";

/** What can be done about faults, for all accounts. */
export const faultActions: PageRoute[] = [
  { method: "POST", pattern: "/_dev/page/faults/add", handle: add },
  {
    method: "POST",
    pattern: "/_dev/page/faults/clear",
    handle({ service, form }) {
      service.faults.clear();
      return seeOther(backTo(form, "clear-faults"));
    },
  },
  {
    method: "POST",
    pattern: "/_dev/page/faults/:id/remove",
    handle({ service, form, params }) {
      service.faults.remove(params["id"] ?? "");
      return seeOther(backTo(form, "remove-fault"));
    },
  },
  {
    method: "POST",
    pattern: "/_dev/page/restart",
    async handle({ service, form }) {
      await service.restart();
      return seeOther(backTo(form, "restart"));
    },
  },
];

/** Where a fault is chosen. */
export function faultForm(call: PageCall): Markup {
  return markup`<form class="field" method="post" action="/_dev/page/faults/add">${hiddenFields(call)}
<label>Fault <select name="preset">${FAULT_PRESETS.map(({ name, words }) => markup`<option value="${name}">${words}</option>`)}</select></label>
<label>of messages with the label <input name="label" placeholder="any" size="12"></label>
<label>times <input name="times" placeholder="always" inputmode="numeric" pattern="[1-9][0-9]*" size="6"></label>
<button>Add</button></form>`;
}

/** The button for one rule. */
export function ruleButton(call: PageCall, id: string): Markup {
  return actionButton(call, { path: `faults/${id}/remove`, label: "Remove", about: id });
}

/** The buttons for all of them, and for the server itself. */
export function serverButtons(call: PageCall, rules: number): Markup[] {
  const question = "Every delivery under way is broken off and made again, as if the server had been killed.";
  const restart = actionButton(call, {
    path: "restart",
    label: "Restart the server…",
    confirm: { question, label: "Restart" },
  });
  return rules > 0 ? [actionButton(call, { path: "faults/clear", label: "Remove all" }), restart] : [restart];
}

function add({ service, form }: PageCall): PageAnswer {
  const rule = readRule(form);
  try {
    service.faults.add(rule);
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
  return seeOther(backTo(form, "add-fault"));
}

function readRule(form: URLSearchParams): FaultRuleInput {
  const preset = FAULT_PRESETS.find(({ name }) => name === form.get("preset"));
  if (!preset) throw badRequest("preset: expected one of the faults in the list");
  const [label, times] = [form.get("label")?.trim(), form.get("times")?.trim()];
  return {
    ...preset.rule,
    ...(label && { match: { label } }),
    ...(times && { times: Number(times) }),
  };
}
