import type { Episode } from "./judge";
import type { AlertRule } from "./rules";

/** In place of a rule that its app has left out while it had an episode. */
export type LeftOut = Pick<
  AlertRule,
  "id" | "severity" | "above" | "resolveAt" | "forSeconds" | "clearSeconds"
> & { measure: null };

/**
 * Rules that have episodes and are applied no more: nothing is too high for them. What fires is over ten minutes later
 * and not at once: while two deploys run, the rule may be a new one that only the other knows.
 */
export function leftOut(rules: readonly AlertRule[], episodes: readonly Episode[]): LeftOut[] {
  const ids = new Set(episodes.map(({ rule }) => rule));
  for (const { id } of rules) ids.delete(id);
  const numbers = { above: 0, resolveAt: 0, forSeconds: 0, clearSeconds: 600 };
  return [...ids].map((id) => ({ id, severity: "warning", measure: null, ...numbers }));
}
