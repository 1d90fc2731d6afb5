import { RECONCILE_MESSAGE } from "@/lib/jobs/reconcile/route";
import type { SystemSchedule } from "@/lib/jobs/schedules/declare";

/** The one list of this app's schedules; `pnpm jobs:setup` makes QStash have them. */
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
] as const satisfies readonly SystemSchedule[];
