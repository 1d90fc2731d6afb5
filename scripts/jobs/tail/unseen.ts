import type { LiveEvent } from "@/lib/jobs/reading/live-event";

/** What is read again, in milliseconds: a transaction may commit what has an earlier time. */
const OVERLAP_MS = 10_000;

/** Tells events that were seen from those that were not. */
export function unseen() {
  const seen = new Map<string, number>();
  return {
    /** Where to read from, when all up to `place` was read: never from before `begin`. */
    from(begin: string, place: string): string {
      const back = new Date(Date.parse(place) - OVERLAP_MS);
      return back > new Date(begin) ? back.toISOString() : begin;
    },
    of(events: readonly LiveEvent[]): LiveEvent[] {
      const news = events.filter((event) => !seen.has(nameOf(event)));
      for (const event of events) seen.set(nameOf(event), Date.parse(event.at));
      const latest = Math.max(...seen.values());
      for (const [name, at] of seen) if (at < latest - 3 * OVERLAP_MS) seen.delete(name);
      return news;
    },
  };
}

/** A job that was revived ends twice, with another run or at another time. */
function nameOf({ kind, jobId, run, line, at }: LiveEvent): string {
  return `${kind} ${jobId} ${run} ${line} ${at}`;
}
