import type { Message } from "../engine/message";
import { attemptTimeline } from "./attempt-timeline";
import { curlFor } from "./curl";
import { messageOf } from "./find-message";
import { frame } from "./frame";
import { headerList } from "./header-list";
import { linkTo } from "./links";
import { logTable } from "./log-table";
import { type Markup, markup } from "./markup";
import { messageButtons } from "./message-actions";
import { bodyBlock } from "./message-body";
import { messageFacts } from "./message-facts";
import { messageStory } from "./message-story";
import { messageTable } from "./message-table";
import { methodAndUrl } from "./method-and-url";
import type { PageAnswer } from "./page-answer";
import type { PageCall, ScreenCall } from "./page-call";
import { shownRequest } from "./shown-request";
import { snippet } from "./snippet";
import { stateBadge } from "./state-badge";

/** `GET /messages/:id`: everything about one message. */
export function messageScreen(call: ScreenCall): PageAnswer {
  const message = messageOf(call);
  const { spec, state } = message;
  const content = markup`<p class="up"><a href="${linkTo(call, "/")}">← All messages</a></p>
<h1 class="url">${methodAndUrl(spec)}</h1>
<p class="story">${stateBadge(state)} <span>${messageStory(call, message)}</span></p>
<div class="buttons">${messageButtons(call, message)}<button type="button" data-copy="snippet-curl" hidden>Copy as curl</button></div>
<div class="columns">
<div>
${attemptTimeline(message, call.now)}
${callbacks(call, message)}
${log(call, message)}
</div>
<div>
${messageFacts(call, message)}
${request(call, message)}
</div>
</div>`;
  return frame(call, { title: `${spec.method} ${spec.url}`, content });
}

function request(call: PageCall, { id, spec }: Message): Markup {
  const { header, body } = shownRequest(spec);
  return markup`<section class="card"><h2>Request</h2>
${headerList(header, "No headers of the publisher's own.")}
<h3>Body</h3>
${bodyBlock(body, body.length, linkTo(call, `/messages/${id}/body`))}
<details id="curl"><summary>As curl</summary>${snippet("curl", curlFor(shownRequest(spec)))}</details>
</section>`;
}

function callbacks(call: PageCall, { id, spec }: Message): Markup | null {
  if (!spec.callback && !spec.failureCallback) return null;
  const caused = call.tenant.account.messages.all().filter((other) => other.callbackOf === id);
  return markup`<section><h2>Callbacks</h2>${
    caused.length > 0
      ? messageTable(call, "Callbacks about this message", caused)
      : markup`<p class="card quiet none">None was made yet, or they are forgotten.</p>`
  }</section>`;
}

function log(call: PageCall, { id }: Message): Markup {
  const entries = [...call.tenant.account.log.entries()].filter(({ message }) => message.id === id);
  return markup`<section><h2>Log</h2>${
    entries.length > 0
      ? logTable(call, entries, "about-one")
      : markup`<p class="card quiet none">The log has forgotten this message.</p>`
  }</section>`;
}
