import { frame } from "./frame";
import { linkHere } from "./links";
import { logTable } from "./log-table";
import { type Markup, markup } from "./markup";
import { containsText } from "./message-list-filter";
import type { PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";
import { pageOf, pager } from "./pager";
import { LOOKS, type ShownState, stateIcon } from "./state-badge";

const EVENTS = [
  "CREATED",
  "ACTIVE",
  "ERROR",
  "RETRY",
  "DELIVERED",
  "FAILED",
  "CANCEL_REQUESTED",
  "CANCELED",
] as const satisfies ShownState[];

/** `GET /log`: everything that happened, newest first. */
export function logScreen(call: PageCall): PageAnswer {
  const wanted = call.query.get("state");
  const text = call.query.get("q")?.trim() ?? "";
  const found = [...call.tenant.account.log.entries()].filter(
    ({ state, message }) => (!wanted || state === wanted) && (text === "" || containsText(message, text)),
  );
  const page = pageOf(call, found);
  const content = markup`<h1>Log</h1>
<nav class="chips" aria-label="Entries by event">${EVENTS.map((state) => eventLink(call, state, wanted))}</nav>
${search(call, text)}
${found.length > 0 ? markup`${logTable(call, page.rows, "about-many")}${pager(call, page)}` : nothing(call)}`;
  return frame(call, { title: "Log", content });
}

function eventLink(call: PageCall, state: ShownState, wanted: string | null): Markup {
  const isChosen = state === wanted;
  const href = linkHere(call, { state: isChosen ? undefined : state, page: undefined });
  return markup`<a class="chip ${LOOKS[state].colour}" href="${href}" aria-current="${String(isChosen)}" title="${LOOKS[state].means}">${stateIcon(state)}${LOOKS[state].word}</a> `;
}

function search(call: PageCall, text: string): Markup {
  const state = call.query.get("state");
  return markup`<form class="search" role="search" method="get" action="/log">
${call.account > 1 ? markup`<input type="hidden" name="account" value="${call.account}">` : null}
${state ? markup`<input type="hidden" name="state" value="${state}">` : null}
<input type="search" name="q" value="${text}" aria-label="Search the log" placeholder="Id, URL, label or text of the body">
<button>Search</button></form>`;
}

function nothing(call: PageCall): Markup {
  const isFiltered = call.query.get("state") || call.query.get("q");
  return isFiltered
    ? markup`<div class="card empty"><h2>No entry fits</h2><p><a href="${linkHere(call, { state: undefined, q: undefined, page: undefined })}">Clear all filters</a></p></div>`
    : markup`<div class="card empty"><h2>Nothing has happened yet</h2><p>Each step of each message leaves a line here: created, active, error, retry, delivered or failed.</p></div>`;
}
