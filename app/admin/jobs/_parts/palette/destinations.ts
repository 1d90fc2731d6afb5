import { PAGES } from "@/app/admin/jobs/_parts/pages";
import { STATUSES } from "@/lib/jobs/lifecycle";

/** Where the palette leads. */
export type Destination = { href: string; label: string; hint: string };

const FIXED: readonly Destination[] = [
  ...PAGES.map(({ href, label, key }) => ({ href, label, hint: `g ${key}` })),
  ...STATUSES.map((status) => ({
    href: `/admin/jobs/list?status=${status}`,
    label: `Jobs: ${status}`,
    hint: "",
  })),
  { href: "/api-keys", label: "API keys", hint: "" },
  { href: "/docs/api", label: "API", hint: "documentation" },
  { href: "/", label: "Start", hint: "" },
];

/** What fits what was typed, the likeliest first: a job whose id it holds, places by their names, then a search for it. */
export function destinationsFor(text: string): Destination[] {
  const wanted = text.trim();
  if (wanted === "") return [...FIXED];
  const words = wanted.toLowerCase().split(/\s+/);
  const places = FIXED.filter(({ label, hint }) => {
    const said = `${label} ${hint}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
  return [...jobIn(wanted), ...places, searchFor(wanted)];
}

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** An id in any form: in an address, in a line of a log, in quotes. */
function jobIn(text: string): Destination[] {
  const id = ID.exec(text)?.[0].toLowerCase();
  return id === undefined
    ? []
    : [{ href: `/admin/jobs/${id}`, label: `Open job …${id.slice(-8)}`, hint: "by its id" }];
}

function searchFor(text: string): Destination {
  return {
    href: `/admin/jobs/list?${new URLSearchParams({ q: text })}`,
    label: `Search jobs for “${text}”`,
    hint: "Jobs",
  };
}
