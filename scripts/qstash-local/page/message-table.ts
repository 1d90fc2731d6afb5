import type { Message } from "../engine/message";
import { linkHere, linkTo } from "./links";
import { type Markup, markup } from "./markup";
import { methodAndUrl } from "./method-and-url";
import type { PageCall } from "./page-call";
import { stateBadge } from "./state-badge";
import { type Column, table } from "./table";
import { countdown, moment } from "./times";

/** Messages as rows, wherever some are shown. */
export function messageTable(call: PageCall, caption: string, messages: readonly Message[]): Markup {
  return table(caption, columnsFor(call), messages, ({ id }) => id);
}

function columnsFor(call: PageCall): Column<Message>[] {
  return [
    { heading: "State", cell: ({ state }) => stateBadge(state) },
    { heading: "Message", look: "grow", cell: (message) => what(call, message) },
    { heading: "Attempts", look: "number", cell: attempts },
    { heading: "Last answer", cell: lastAnswer },
    { heading: "Next attempt", cell: (message) => next(message, call.now) },
    { heading: "Created", look: "number", cell: ({ createdAt }) => moment(createdAt, call.now) },
  ];
}

function what(call: PageCall, message: Message): Markup {
  return markup`<a class="what" href="${linkTo(call, `/messages/${message.id}`)}">${methodAndUrl(message.spec)}</a>
<span class="notes">${message.callbackOf === undefined ? null : markup`<span class="note">callback</span> `}${belongings(
    message,
  ).map(([name, value]) => note(call, name, value))}</span>`;
}

/** What a message has in common with others. */
function belongings({ scheduleId, spec }: Message): [name: string, value: string][] {
  const all: [string, string | undefined][] = [
    ["schedule", scheduleId],
    ["group", spec.topicName],
    ["queue", spec.queueName],
    ["key", spec.flowControl?.key],
    ...spec.labels.map((label): [string, string] => ["label", label]),
  ];
  return all.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]));
}

/** Something the message has, as the way to all that have it. */
function note(call: PageCall, name: string, value: string): Markup {
  const href = linkHere({ ...call, path: "/" }, { [name]: value, page: undefined });
  return markup`<a class="note" href="${href}"><span class="kind">${name}</span> ${value}</a> `;
}

/** How many were made, of how many there may be. Redeliveries by hand do not count. */
export function attempts({
  attempts,
  retried,
  state,
  spec,
}: Pick<Message, "attempts" | "retried" | "state" | "spec">) {
  const made = attempts.some(({ redelivery }) => !redelivery) || state === "ACTIVE" ? retried + 1 : 0;
  return markup`${made} of ${spec.retries + 1}`;
}

/** The status, or why there was none. */
function lastAnswer({ attempts }: Message): Markup | null {
  const last = attempts.at(-1);
  if (!last) return null;
  if (last.status === 0) return markup`<span class="bad" title="${last.error}">no answer</span>`;
  const isGood = last.status >= 200 && last.status <= 299;
  return markup`<span class="${isGood ? "good" : "bad"}">${last.status}</span>`;
}

function next({ state, nextAttemptAt }: Message, now: number): Markup | null {
  if (nextAttemptAt !== undefined && state !== "CANCELED") return countdown(nextAttemptAt, now);
  return state === "ACTIVE" ? markup`<span class="quiet">under way</span>` : null;
}
