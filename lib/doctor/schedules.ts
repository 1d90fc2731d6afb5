import { countSteps } from "@/lib/jobs/schedules/describe";
import { isUpToDate } from "@/lib/jobs/schedules/plan";
import { type Declared, planSchedules } from "@/lib/jobs/schedules/set-up";
import { type Finding, failure, ok } from "./finding";

/** Whether QStash has the schedules that are declared: without that of reconcile nothing heals by itself. */
export async function checkSchedules(declared: Declared): Promise<Finding> {
  const plan = await planSchedules(declared);
  if (isUpToDate(plan)) return ok("schedules", `QStash has all ${plan.length}`);
  return failure("schedules", `QStash differs from what is declared: ${countSteps(plan)}`, "pnpm jobs:setup");
}
