import { faultForm, ruleButton, serverButtons } from "./fault-actions";
import { frame } from "./frame";
import { linkTo } from "./links";
import { type Markup, markup } from "./markup";
import type { PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";
import { snippet } from "./snippet";
import { table } from "./table";
import { moment } from "./times";

type Listed = ReturnType<PageCall["service"]["faults"]["list"]>;
type Rule = Listed["rules"][number];
type Struck = Listed["journal"][number];

/** `GET /faults`: what goes wrong on purpose, and what has. */
export function faultScreen(call: PageCall): PageAnswer {
  const { rules, journal } = call.service.faults.list();
  const content = markup`<h1>Faults</h1>
<section class="card controls"><h2>Let something go wrong</h2>
<p class="quiet">For all accounts, until you remove it or it has struck as often as you said. To see what your app makes of it.</p>
${faultForm(call)}</section>
<section class="stack"><div class="bar"><h2>Rules</h2><div class="buttons">${serverButtons(call, rules.length)}</div></div>
${rules.length > 0 ? ruleTable(call, rules) : none(call)}</section>
${journal.length > 0 ? markup`<section class="stack"><h2>What went wrong</h2>${journalTable(call, journal)}</section>` : null}`;
  return frame(call, { title: `Faults (${rules.length})`, content });
}

function ruleTable(call: PageCall, rules: readonly Rule[]): Markup {
  return table(
    "Fault rules in the order they were added",
    [
      { heading: "Rule", cell: ({ id }) => markup`<code>${id}</code>` },
      { heading: "Fault", look: "grow", cell: what },
      { heading: "Of which", cell: ofWhich },
      { heading: "Looked at", look: "number", cell: ({ matched }) => matched },
      {
        heading: "Struck",
        look: "number",
        cell: ({ applied, times }) => (times === undefined ? applied : `${applied} of ${times}`),
      },
      { heading: "Actions", look: "actions", cell: (rule) => ruleButton(call, rule.id) },
    ],
    rules,
    ({ id }) => id,
  );
}

function what({ kind, params, after, probability, seed }: Rule): Markup {
  const details = [
    ...Object.entries(params).map(([name, value]) => `${name} ${String(value)}`),
    ...(after > 0 ? [`after ${after}`] : []),
    ...(probability < 1 ? [`${Math.round(probability * 100)} %, seed ${seed}`] : []),
  ];
  return markup`<b>${kind}</b> <span class="quiet">${details.join(", ")}</span>`;
}

function ofWhich({ match }: Rule): Markup {
  const wanted = Object.entries(match).filter(([, value]) => value !== undefined);
  if (wanted.length === 0) return markup`<span class="quiet">all messages</span>`;
  return markup`${wanted.map(([name, value]) => markup`<span class="note"><span class="kind">${name}</span> ${String(value)}</span> `)}`;
}

const NEWEST = 100;

function journalTable(call: PageCall, journal: readonly Struck[]): Markup {
  const newest = journal.slice(-NEWEST).toReversed();
  return table(
    "Faults, newest first",
    [
      { heading: "Time", cell: ({ struck }) => moment(struck.time, call.now) },
      {
        heading: "Fault",
        cell: ({ struck }) => markup`<b>${struck.kind}</b> <span class="quiet">${struck.detail}</span>`,
      },
      { heading: "Message", look: "grow", cell: ({ struck }) => where(call, struck) },
      { heading: "Rule", cell: ({ struck }) => markup`<code>${struck.ruleId}</code>` },
    ],
    newest.map((struck, index) => ({ struck, place: journal.length - index })),
    ({ struck, place }) => `struck-${struck.time}-${place}`,
  );
}

function where(call: PageCall, { messageId, url }: Struck): Markup {
  if (messageId === undefined) return markup`${url}`;
  return markup`<a class="what" href="${linkTo(call, `/messages/${messageId}`)}">${url}</a>`;
}

function none({ origin }: PageCall): Markup {
  return markup`<div class="card empty"><h2>Nothing goes wrong on purpose</h2>
<p>Choose a fault above, or set one from a test, with more to say about when and how often:</p>
${snippet("curl", `curl -X POST ${origin}/_dev/faults -d '{"kind":"deliver-twice","match":{"label":"email"},"probability":0.5}'`)}</div>`;
}
