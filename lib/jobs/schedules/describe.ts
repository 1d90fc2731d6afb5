import type { Plan, Step } from "./plan";

/** How a diff marks what a step does. */
const SIGNS = { create: "+", change: "~", delete: "-", keep: " " } as const satisfies Record<
  Step["verb"],
  string
>;

/** A plan as the lines of a diff: `+` create, `~` change, `-` delete, blank for what stays. No secrets. */
export function describePlan(plan: Plan): string[] {
  return plan.flatMap((step) => [`${SIGNS[step.verb]} ${step.id}${remark(step)}`, ...details(step)]);
}

function remark(step: Step): string {
  return "isPaused" in step && step.isPaused ? "  (paused; stays paused)" : "";
}

function details(step: Step): string[] {
  switch (step.verb) {
    case "create":
      return [`+   ${step.wanted.cron}  ${step.wanted.destination}`];
    case "delete":
      return [`-   ${step.actual.cron}  ${step.actual.destination}`];
    case "change":
      return step.differences.map(({ setting, actual, wanted }) => `~   ${setting}: ${actual} → ${wanted}`);
    case "keep":
      return [];
  }
}

/** How many schedules each verb concerns: `1 to create, 2 to change`; empty for an up-to-date plan. */
export function countSteps(plan: Plan): string {
  const verbs = ["create", "change", "delete"] as const;
  return verbs
    .map((verb) => ({ verb, count: plan.filter((step) => step.verb === verb).length }))
    .filter(({ count }) => count > 0)
    .map(({ verb, count }) => `${count} to ${verb}`)
    .join(", ");
}
