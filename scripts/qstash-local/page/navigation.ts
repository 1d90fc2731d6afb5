import { linkTo } from "./links";
import { type Markup, markup } from "./markup";
import type { PageCall } from "./page-call";

type Entry = { path: string; words: string; badge?: (call: PageCall) => number | string | undefined };

const ENTRIES: Entry[] = [
  { path: "/", words: "Messages" },
  { path: "/schedules", words: "Schedules", badge: ({ tenant }) => tenant.scheduler.list().length },
  { path: "/queues", words: "Queues", badge: ({ tenant }) => tenant.engine.queues.list().length },
  {
    path: "/flow-control",
    words: "Flow control",
    badge: ({ tenant }) => tenant.engine.flowControl.list().length,
  },
  {
    path: "/url-groups",
    words: "URL groups",
    badge: ({ tenant }) => tenant.account.urlGroups.list().length,
  },
  {
    path: "/dead-letters",
    words: "Dead letters",
    badge: ({ tenant }) => tenant.account.tables.deadLetters.size,
  },
  { path: "/log", words: "Log" },
  { path: "/faults", words: "Faults", badge: ({ service }) => service.faults.list().rules.length },
  {
    path: "/clock",
    words: "Clock",
    badge: ({ service }) => (service.clock.reading().frozen ? "stands" : undefined),
  },
];

/** The screens, and how much waits on them. */
export function navigation(call: PageCall): Markup {
  return markup`<nav class="screens" aria-label="Screens">${ENTRIES.map((entry) => link(call, entry))}</nav>`;
}

function link(call: PageCall, { path, words, badge }: Entry): Markup {
  const shown = badge?.(call);
  return markup`<a href="${linkTo(call, path)}" aria-current="${isHere(call, path) ? "page" : "false"}">${words}${
    shown ? markup` <span class="count">${shown}</span>` : null
  }</a>`;
}

function isHere(call: PageCall, path: string): boolean {
  return path === "/" ? call.path === "/" || call.path.startsWith("/messages/") : call.path === path;
}
