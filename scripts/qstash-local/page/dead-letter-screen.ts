import type { DeadLetter } from "../engine/dead-letters";
import { bulkButtons, letterButtons } from "./dead-letter-actions";
import { findLetters } from "./dead-letter-list";
import { frame } from "./frame";
import { linkTo } from "./links";
import { type Markup, markup } from "./markup";
import { attempts } from "./message-table";
import { methodAndUrl } from "./method-and-url";
import type { PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";
import { pageOf, pager } from "./pager";
import { table } from "./table";
import { moment } from "./times";

/** `GET /dead-letters`: what failed for good, newest first. */
export function deadLetterScreen(call: PageCall): PageAnswer {
  const text = call.query.get("q")?.trim() ?? "";
  const found = findLetters(call, text);
  const content = markup`<h1>Dead letters</h1>
${text === "" && found.length === 0 ? none() : found.length === 0 ? markup`${search(call, text)}${nothingFits(call)}` : list(call, text, found)}`;
  return frame(call, { title: `Dead letters (${call.tenant.account.tables.deadLetters.size})`, content });
}

function list(call: PageCall, text: string, found: readonly DeadLetter[]): Markup {
  const page = pageOf(call, found);
  return markup`<div class="bar">${search(call, text)}<div class="buttons">${bulkButtons(call, text, found)}</div></div>
${table(
  "Dead letters, newest first",
  [
    { heading: "Message", look: "grow", cell: (letter) => what(call, letter) },
    { heading: "Last answer", cell: lastAnswer },
    { heading: "Attempts", look: "number", cell: ({ message }) => attempts(message) },
    { heading: "Failed", look: "number", cell: (letter) => moment(letter.time, call.now) },
    { heading: "Actions", look: "actions", cell: (letter) => letterButtons(call, letter) },
  ],
  page.rows,
  ({ dlqId }) => dlqId,
)}${pager(call, page)}`;
}

function what(call: PageCall, { message: { id, spec } }: DeadLetter): Markup {
  return markup`<a class="what" href="${linkTo(call, `/messages/${id}`)}">${methodAndUrl(spec)}</a>
<span class="notes">${spec.labels.map((label) => markup`<span class="note"><span class="kind">label</span> ${label}</span> `)}</span>`;
}

const WORDS_MOST = 80;

function lastAnswer({ result }: DeadLetter): Markup {
  const line =
    result.body
      .subarray(0, 4 * WORDS_MOST)
      .toString()
      .trim()
      .split("\n")[0] ?? "";
  const words = line.length > WORDS_MOST ? `${line.slice(0, WORDS_MOST)}…` : line;
  return markup`<span class="bad">${result.status === 0 ? "no answer" : result.status}</span>${words ? markup` <span class="answer quiet">${words}</span>` : null}`;
}

function search(call: PageCall, text: string): Markup {
  return markup`<form class="search" role="search" method="get" action="/dead-letters">
${call.account > 1 ? markup`<input type="hidden" name="account" value="${call.account}">` : null}
<input type="search" name="q" value="${text}" aria-label="Search dead letters" placeholder="Id, URL, label, status or text of the body">
<button>Search</button></form>`;
}

function nothingFits(call: PageCall): Markup {
  return markup`<div class="card empty"><h2>No dead letter fits</h2><p><a href="${linkTo(call, "/dead-letters")}">Show all</a></p></div>`;
}

function none(): Markup {
  return markup`<div class="card empty"><h2>No dead letters</h2>
<p>Good news: no message has used up its attempts. One that does comes here with the last thing its destination said, and you can retry or delete it.</p></div>`;
}
