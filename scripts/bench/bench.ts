import type { Stage } from "./stage";

/** How much is measured: rounds by turns, and calls in each. */
export type Size = { rounds: number; calls: number };

/** What came out, as `ratio` or as `value`. Further fields say what it was made from. */
export type Figure = Record<string, number>;

export type Bench = {
  /** What the figure is, in a few words. */
  about: string;
  /** The figure is to be at most, or at least, this. */
  goal: { atMost: number } | { atLeast: number };
  run: (stage: Stage, size: Size) => Promise<Figure>;
};

/** A figure beside its goal. Missing it is told, and is no failure: a time is never a test. */
export type Judged = { found: number; goal: string; goalMet: boolean };

export function judge(figure: Figure, goal: Bench["goal"]): Judged {
  const found = figure.ratio ?? figure.value ?? Number.NaN;
  return "atMost" in goal
    ? { found, goal: `<= ${goal.atMost}`, goalMet: found <= goal.atMost }
    : { found, goal: `>= ${goal.atLeast}`, goalMet: found >= goal.atLeast };
}
