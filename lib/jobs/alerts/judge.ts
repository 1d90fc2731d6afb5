import type { AlertRule } from "./rules";

/** Something that a rule measured. */
export type Measured = { rule: string; subject: string; value: number };

/** A stretch of time in which a value was, or may soon be, too high. */
export type Episode = {
  id: string;
  rule: string;
  subject: string;
  value: number;
  /** When the value went above. */
  since: Date;
  /** Null: it has not been above for long enough. */
  firedAt: Date | null;
  /** Since when the value is down again. */
  clearSince: Date | null;
  /** Somebody was told that it fires. */
  isTold: boolean;
};

export type Judgement = "begin" | "keep" | "drop" | "fire" | "resolve";

/** What becomes of an episode, or of none, with a value: pure, so that time is only a number here. */
export function judge(
  rule: Pick<AlertRule, "above" | "resolveAt" | "forSeconds" | "clearSeconds">,
  value: number,
  episode: Pick<Episode, "since" | "firedAt" | "clearSince"> | null,
  at: Date,
): { judgement: Judgement | "nothing"; clearSince: Date | null } {
  const isAbove = value > rule.above;
  if (episode === null) {
    const judgement = isAbove ? (rule.forSeconds === 0 ? "fire" : "begin") : "nothing";
    return { judgement, clearSince: null };
  }
  if (episode.firedAt === null) {
    if (!isAbove) return { judgement: "drop", clearSince: null };
    return { judgement: secondsOf(episode.since, at) >= rule.forSeconds ? "fire" : "keep", clearSince: null };
  }
  if (value > rule.resolveAt) return { judgement: "keep", clearSince: null };
  const clearSince = episode.clearSince ?? at;
  const isOver = secondsOf(clearSince, at) >= rule.clearSeconds;
  return { judgement: isOver ? "resolve" : "keep", clearSince };
}

function secondsOf(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}
