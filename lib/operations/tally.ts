import type { Untouched } from "@/lib/jobs/operations/untouched";

/** How many jobs an operation has moved, and how many it has left alone, by reason. */
export type Tally = {
  readonly done: number;
  readonly untouched: Readonly<Record<string, number>>;
  add(ends: readonly ("done" | Untouched)[]): void;
};

/** Goes on from what was counted before. What an earlier run of the operation has replayed is among what is done. */
export function tallyOf(doneBefore: number, untouchedBefore: Readonly<Record<string, number>>): Tally {
  let done = doneBefore;
  const untouched = { ...untouchedBefore };
  return {
    get done() {
      return done;
    },
    get untouched() {
      return untouched;
    },
    add(ends) {
      for (const end of ends) {
        if (end === "done") done += 1;
        else if (end !== "already-replayed") untouched[end] = (untouched[end] ?? 0) + 1;
      }
    },
  };
}
