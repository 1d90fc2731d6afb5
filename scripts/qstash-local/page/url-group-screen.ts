import type { Endpoint, UrlGroup } from "../engine/url-groups";
import { frame } from "./frame";
import { headerList } from "./header-list";
import { linkTo } from "./links";
import { type Markup, markup } from "./markup";
import type { PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";
import { snippet } from "./snippet";
import { table } from "./table";
import { urlGroupButtons } from "./url-group-actions";

/** `GET /url-groups`: names for several destinations. */
export function urlGroupScreen(call: PageCall): PageAnswer {
  const groups = call.tenant.account.urlGroups.list();
  const content = markup`<h1>URL groups</h1>${groups.length > 0 ? list(call, groups) : none(call)}`;
  return frame(call, { title: `URL groups (${groups.length})`, content });
}

function list(call: PageCall, groups: readonly UrlGroup[]): Markup {
  return table(
    "URL groups in order of creation",
    [
      {
        heading: "Group",
        look: "name",
        cell: ({ name }) => markup`<a class="what" href="${linkTo(call, "/", { group: name })}">${name}</a>`,
      },
      { heading: "Endpoints", look: "grow", cell: ({ endpoints }) => endpoints.map(endpoint) },
      {
        heading: "Default headers",
        cell: ({ headers }) =>
          headers.size > 0 ? headerList(headers, "") : markup`<span class="quiet">none</span>`,
      },
      { heading: "Actions", look: "actions", cell: (group) => urlGroupButtons(call, group) },
    ],
    groups,
    ({ name }) => name,
  );
}

function endpoint({ url, name }: Endpoint): Markup {
  return markup`<span class="notes">${name === undefined ? null : markup`<span class="note">${name}</span> `}${url}</span>`;
}

function none({ origin, tenant }: PageCall): Markup {
  return markup`<div class="card empty"><h2>No URL group yet</h2>
<p>What is published to a URL group goes to each of its endpoints, as messages of their own. The first endpoint makes the group:</p>
${snippet(
  "curl",
  `curl -X POST '${origin}/v2/topics/signed-up/endpoints' \\
  -H 'Authorization: Bearer ${tenant.account.credentials.token}' \\
  -d '{"endpoints":[{"name":"mail","url":"http://localhost:3000/api/mail"},{"url":"http://localhost:3000/api/crm"}]}'`,
)}
<p>With the client: <code>client.urlGroups.addEndpoints({ name: "signed-up", endpoints: [{ url }] })</code></p></div>`;
}
