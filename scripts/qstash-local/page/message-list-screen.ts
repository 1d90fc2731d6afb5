import type { Message } from "../engine/message";
import { frame } from "./frame";
import { linkHere, linkTo } from "./links";
import { type Markup, markup } from "./markup";
import { LINKED_FILTERS, listFilter, statesOf, TILES } from "./message-list-filter";
import { messageTable } from "./message-table";
import type { PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";
import { pageOf, pager } from "./pager";
import { LOOKS, stateIcon } from "./state-badge";
import { welcome } from "./welcome";

/** `GET /`: what there is in each state, and the messages, newest first. */
export function messageListScreen(call: PageCall): PageAnswer {
  const all = call.tenant.account.messages.all();
  if (all.length === 0) return frame(call, { title: "Messages", content: welcome(call) });
  const states = statesOf(call.query);
  const matching = all.filter(listFilter(call.query));
  const shown = states ? matching.filter(({ state }) => states.includes(state)) : matching;
  const content = markup`<h1 class="unseen">Messages</h1>
${stateRail(call, matching)}
${searchForm(call)}
${chips(call)}
${shown.length > 0 ? list(call, shown) : nothingFits(call)}`;
  return frame(call, { title: `Messages (${all.length})`, content });
}

/** A tile per state: how many, and a click shows only those. A second click shows all again. */
function stateRail(call: PageCall, messages: readonly Message[]): Markup {
  const counts = countStates(messages);
  return markup`<nav class="rail" aria-label="Messages by state">${TILES.map(([state, states]) =>
    tile(
      call,
      state,
      states.reduce((sum, one) => sum + (counts.get(one) ?? 0), 0),
    ),
  )}</nav>`;
}

function countStates(messages: readonly Message[]): Map<Message["state"], number> {
  const counts = new Map<Message["state"], number>();
  for (const { state } of messages) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

function tile(call: PageCall, state: Message["state"], count: number): Markup {
  const isChosen = call.query.get("state") === state;
  const { colour, means, word } = LOOKS[state];
  const href = linkHere(call, { state: isChosen ? undefined : state, page: undefined });
  return markup`<a class="tile ${count > 0 ? colour : "none"}" href="${href}" title="${means}" aria-current="${String(isChosen)}">
<b>${count}</b><span>${stateIcon(state)}${word}</span></a>`;
}

function searchForm(call: PageCall): Markup {
  const kept = [...call.query].filter(([name]) => !["q", "page", "did"].includes(name));
  return markup`<form class="search" role="search" method="get" action="/">
${kept.map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`)}
<input type="search" name="q" value="${call.query.get("q")}" aria-label="Search messages" placeholder="Id, URL, label or text of the body">
<button>Search</button></form>`;
}

/** The filters that are on, each with the way to take it off. */
function chips(call: PageCall): Markup | null {
  const on = LINKED_FILTERS.filter(([name]) => call.query.get(name));
  if (on.length === 0) return null;
  return markup`<p class="chips">${on.map(
    ([name, words]) =>
      markup`<a class="chip" href="${linkHere(call, { [name]: undefined, page: undefined })}">${words} <b>${call.query.get(name)}</b> <span aria-hidden="true">×</span><span class="unseen">: remove this filter</span></a> `,
  )}</p>`;
}

function list(call: PageCall, shown: readonly Message[]): Markup {
  const page = pageOf(call, shown);
  return markup`${messageTable(call, "Messages, newest first", page.rows)}${pager(call, page)}`;
}

function nothingFits(call: PageCall): Markup {
  return markup`<div class="card empty"><h2>No message fits</h2>
<p>Nothing that is remembered has all of this. Finished messages are forgotten when there are very many.</p>
<p><a href="${linkTo(call, "/")}">Clear all filters</a></p></div>`;
}
