import type { Plan, Step, Target } from "./plan";

/** How a diff marks what a step does. */
const SIGNS = { create: "+", change: "~", delete: "-", keep: " " } as const satisfies Record<
  Step["verb"],
  string
>;

/**
 * A plan as the lines of a diff: `+` create, `~` change, `-` delete, blank for what stays. No secrets. Those of
 * organizations that stay are counted, since there may be thousands.
 */
export function describePlan(plan: Plan): string[] {
  const shown = plan.filter((step) => !isKeptAtRunTime(step));
  const kept = plan.length - shown.length;
  return [
    ...shown.flatMap((step) => [`${SIGNS[step.verb]} ${step.id}${remark(step)}`, ...details(step)]),
    ...(kept > 0 ? [`  ${kept} of organizations`] : []),
  ];
}

function isKeptAtRunTime(step: Step): boolean {
  return step.verb === "keep" && step.isRunTime;
}

function remark(step: Step): string {
  return "isPaused" in step && step.isPaused ? "  (paused; stays paused)" : "";
}

function details(step: Step): string[] {
  switch (step.verb) {
    case "create":
      return [`+   ${step.target.copy.cron}  ${workOf(step.target)}`];
    case "delete":
      return step.actual === null
        ? ["-   not at QStash any more"]
        : [`-   ${step.actual.cron}  ${step.actual.destination}`];
    case "change":
      return step.differences.map(({ setting, actual, wanted }) => `~   ${setting}: ${actual} → ${wanted}`);
    case "keep":
      return [];
  }
}

/** The job that it starts, or the address that it calls. */
function workOf({ row, copy }: Target): string {
  return row?.type ?? copy.destination;
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
