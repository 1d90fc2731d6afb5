import type { LiveEvent } from "@/lib/jobs/reading/live-event";
import type { EventPage } from "@/lib/jobs/reading/read-events";

/** What is read again, in milliseconds: a transaction may commit what has an earlier time. */
const OVERLAP_MS = 3_000;

/** Where to read on, page after page, and what of a page was not seen before. `begin`: nothing from before is read. */
export function reader(begin: string) {
  const seen = new Map<string, number>();
  let from = begin;
  let place = begin;
  return {
    /** Where the next page begins. */
    get from(): string {
      return from;
    },
    /** How far all was read. */
    get place(): string {
      return place;
    },
    take({ events, readTo, isFull }: EventPage): LiveEvent[] {
      const news = events.filter((event) => !seen.has(nameOf(event)));
      for (const event of news) seen.set(nameOf(event), Date.parse(event.at));
      place = readTo;
      from = isFull ? readTo : laterOf(begin, new Date(Date.parse(readTo) - OVERLAP_MS).toISOString());
      const old = Date.parse(from) - OVERLAP_MS;
      for (const [name, at] of seen) if (at < old) seen.delete(name);
      return news;
    },
  };
}

function laterOf(one: string, other: string): string {
  return Date.parse(one) > Date.parse(other) ? one : other;
}

/** A job that was revived ends twice, at another time. */
function nameOf({ kind, jobId, run, line, at }: LiveEvent): string {
  return `${kind} ${jobId} ${run} ${line} ${at}`;
}
