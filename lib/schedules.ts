import { RECONCILE_MESSAGE } from "@/lib/jobs/reconcile/route";
import type { DeclaredSchedule } from "@/lib/jobs/schedules/set-up";

/** The one list of this app's schedules; `pnpm jobs:setup` makes it so. `defineSchedule` adds one that starts a job. */
export const schedules = [
  {
    id: "reconcile",
    path: "/api/jobs/reconcile",
    // 288 messages a day: well within the 1,000 of a free QStash plan.
    cron: "*/5 * * * *",
    message: RECONCILE_MESSAGE,
    retries: 1,
    timeoutSeconds: 150,
  },
] as const satisfies readonly DeclaredSchedule[];
