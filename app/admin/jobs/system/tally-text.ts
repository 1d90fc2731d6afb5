import type { Tally } from "@/lib/jobs/reconcile/tally";

/** What each count of a pass means, in words behind its number. */
const WORDS: Partial<Record<keyof Tally, string>> = {
  published: "published",
  expired: "timed out",
  cancelled: "cancelled",
  woken: "woken",
  unparked: "sent on",
  letOn: "let on",
  rescued: "rescued",
  exhausted: "ended after their last try",
  deadLetters: "taken over from dead letters",
  ticksMissed: "ticks missed",
  ticksMadeUp: "ticks made up for",
  schedulesRegistered: "schedules told to QStash",
  pruned: "old jobs removed",
};

/** What a pass did, in one sentence. */
export function tallyText(tally: Tally): string {
  const done = Object.entries(WORDS).flatMap(([name, words]) => {
    const count = isCount(name) ? tally[name] : 0;
    return count > 0 ? [`${count.toLocaleString("en")} ${words}`] : [];
  });
  return done.length === 0 ? "Nothing was stuck." : `Done: ${done.join(", ")}.`;
  function isCount(name: string): name is keyof Tally {
    return name in tally;
  }
}
