import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import { defineActingVerb } from "@/scripts/jobs/acting/acting-verb";

/** `pnpm jobs:retry` */
export const verb = defineActingVerb({
  name: "retry",
  operation: "revive",
  about:
    "gives jobs that failed, timed out or were cancelled a second chance: the same jobs, with their whole budget.",
  effect: "the same jobs run again; what they did once stays done",
  done: "retried",
  one: (jobIds, by) => reviveJobs(jobIds, by, { publish: "now" }),
});
