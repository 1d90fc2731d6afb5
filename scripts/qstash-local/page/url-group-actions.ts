import type { UrlGroup } from "../engine/url-groups";
import { actionButton } from "./action-button";
import { backTo } from "./links";
import type { Markup } from "./markup";
import { seeOther } from "./page-answer";
import type { PageCall, PageRoute } from "./page-call";

/** What can be done to a URL group. */
export const urlGroupActions: PageRoute[] = [
  {
    method: "POST",
    pattern: "/_dev/page/url-groups/:name/delete",
    handle({ tenant, params, form }) {
      tenant.account.urlGroups.delete(params["name"] ?? "");
      return seeOther(backTo(form, "delete-group"));
    },
  },
];

/** The buttons for it. */
export function urlGroupButtons(call: PageCall, { name }: UrlGroup): Markup {
  return actionButton(call, {
    path: `url-groups/${name}/delete`,
    label: "Delete…",
    confirm: {
      question: `Delete the URL group ${name}? Its messages go on; a schedule that publishes to it finds nothing.`,
      label: "Delete it",
    },
  });
}
