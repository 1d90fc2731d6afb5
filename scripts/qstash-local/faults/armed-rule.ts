import type { FaultRule } from "./fault-rule";
import { type Random, seededRandom } from "./seeded-random";

/** A rule at work, with what it has seen and done. */
export type ArmedRule<Rule extends FaultRule = FaultRule> = {
  readonly id: string;
  readonly rule: Rule;
  /** All its choices come from here. */
  readonly random: Random;
  /** How many it was about. */
  matched: number;
  /** How many of those it struck. */
  applied: number;
};

export function armRule(rule: FaultRule, id: string): ArmedRule {
  return { id, rule, random: seededRandom(rule.seed), matched: 0, applied: 0 };
}

/**
 * Counts one that the rule is about and decides whether it strikes. `after` comes first, then `times`, then luck.
 *
 * @param isFree false: it cannot strike now.
 */
export function strikes(armed: ArmedRule, isFree: boolean): boolean {
  const { after, times = Number.POSITIVE_INFINITY, probability } = armed.rule;
  armed.matched += 1;
  if (!isFree || armed.matched <= after || armed.applied >= times) return false;
  if (probability < 1 && armed.random() >= probability) return false;
  armed.applied += 1;
  return true;
}
