import type { LogEntry } from "../engine/event-log";
import { tookInWords, waitInWords } from "../time/duration-words";
import { linkTo } from "./links";
import { type Markup, markup } from "./markup";
import { methodAndUrl } from "./method-and-url";
import type { PageCall } from "./page-call";
import { stateBadge } from "./state-badge";
import { type Column, table } from "./table";
import { moment } from "./times";

/** Entries of the log as rows, newest first; `about-one` leaves out which message each is about. */
export function logTable(
  call: PageCall,
  entries: readonly LogEntry[],
  about: "about-one" | "about-many",
): Markup {
  const columns: Column<LogEntry>[] = [
    { heading: "Time", cell: ({ time }) => moment(time, call.now) },
    { heading: "Event", cell: ({ state }) => stateBadge(state) },
    ...(about === "about-many" ? [messageColumn(call)] : []),
    { heading: "Detail", look: about === "about-one" ? "grow" : undefined, cell: shownDetail },
  ];
  return table("Log, newest first", columns, entries, ({ sequence }) => String(sequence));
}

function messageColumn(call: PageCall): Column<LogEntry> {
  return {
    heading: "Message",
    look: "grow",
    cell: ({ message: { id, spec } }) =>
      markup`<a class="what" href="${linkTo(call, `/messages/${id}`)}">${methodAndUrl(spec)}</a>`,
  };
}

/** An error may be long; the whole of it is there for a pointer that rests on it. */
function shownDetail(entry: LogEntry): Markup | null {
  const words = detail(entry);
  return words === null ? null : markup`<span class="answer" title="${words}">${words}</span>`;
}

/** What there is to say beyond the word. */
function detail({ state, result, nextDeliveryTime, time, message }: LogEntry): string | null {
  switch (state) {
    case "CREATED":
      return message.notBefore > time ? `due in ${waitInWords(message.notBefore - time)}` : null;
    case "DELIVERED":
    case "ERROR":
      return result?.error ?? (result ? `answered ${result.status}` : null);
    case "RETRY":
      return nextDeliveryTime === undefined ? null : `again in ${tookInWords(nextDeliveryTime - time)}`;
    case "FAILED":
      return message.dlqId === undefined ? null : `dead letter ${message.dlqId}`;
    case "ACTIVE":
    case "CANCEL_REQUESTED":
    case "CANCELED":
      return null;
  }
}
