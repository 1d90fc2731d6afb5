import { type ActivityFilter, type ActivityPlace, isPlace } from "@/lib/activity/list-activity";

export type Query = {
  filter: ActivityFilter;
  place: ActivityPlace;
  /** What the address asks for and cannot be meant; it was left out. */
  unfit: string[];
};

type Given = Record<string, string | string[] | undefined>;

/** What an address asks for. An empty field is none; one that cannot be meant is left out and named. */
export function readQuery(given: Given): Query {
  const unfit: string[] = [];
  const read = (name: string, isFit: (text: string) => boolean): string | null => {
    const text = given[name];
    if (text === undefined || text === "") return null;
    if (typeof text === "string" && isFit(text)) return text;
    unfit.push(name);
    return null;
  };
  const person = read("person", (text) => /^\d{1,15}$/.test(text));
  const filter = {
    action: read("action", (text) => /^[a-z-]{1,40}\.[a-z-]{1,40}$/.test(text)),
    userId: person === null ? null : Number(person),
    from: read("from", isDay),
    to: read("to", isDay),
  };
  const [before, after] = [read("before", isPlace), read("after", isPlace)];
  const place = before !== null ? { before } : after !== null ? { after } : null;
  return { filter, place, unfit };
}

function isDay(text: string): boolean {
  const day = Date.parse(`${text}T00:00:00Z`);
  const isWritten = /^(19|20)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(day);
  return isWritten && new Date(day).toJSON().startsWith(text);
}

/** The address of the same lines from another place on. */
export function hrefOf({ action, userId, from, to }: ActivityFilter, place: ActivityPlace): string {
  const asked = Object.entries({ action, person: userId, from, to, ...place });
  const fields = asked.filter(([, value]) => value !== null).map(([name, value]) => [name, String(value)]);
  return fields.length === 0 ? "/activity" : `/activity?${new URLSearchParams(fields)}`;
}
