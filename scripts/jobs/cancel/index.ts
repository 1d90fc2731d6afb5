import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { defineActingVerb } from "@/scripts/jobs/acting/acting-verb";

/** `pnpm jobs:cancel` */
export const verb = defineActingVerb({
  name: "cancel",
  operation: "cancel",
  about: "ends jobs that do not run, and asks those that run to stop.",
  effect: "what does not run ends at once, what runs is asked to stop",
  done: "cancelled or asked to stop",
  one: cancelJobs,
});
