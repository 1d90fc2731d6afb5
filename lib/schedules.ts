import { cleanupOldData } from "@/lib/cleanup/jobs";
import { RECONCILE_MESSAGE } from "@/lib/jobs/reconcile/route";
import { defineSchedule } from "@/lib/jobs/schedules/define";
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
  defineSchedule({
    id: "clean-up-sessions",
    job: cleanupOldData,
    payload: { cleanupType: "old-sessions", daysOld: 30 },
    cron: "0 2 * * *",
  }),
  defineSchedule({
    id: "clean-up-temp-files",
    job: cleanupOldData,
    payload: { cleanupType: "temp-files", daysOld: 2 },
    cron: "30 2 * * *",
  }),
  defineSchedule({
    id: "clean-up-invitations",
    job: cleanupOldData,
    payload: { cleanupType: "expired-invitations", daysOld: 7 },
    cron: "0 3 * * 0",
  }),
  defineSchedule({
    id: "clean-up-logs",
    job: cleanupOldData,
    payload: { cleanupType: "logs", daysOld: 365 },
    cron: "30 3 * * 0",
  }),
  // Reconcile lets jobs go too, as JOBS_KEEP_… says; this also removes their files, and holds without those variables.
  defineSchedule({
    id: "clean-up-job-history",
    job: cleanupOldData,
    payload: { cleanupType: "job-history", daysOld: 90 },
    cron: "0 4 * * 0",
  }),
] as const satisfies readonly DeclaredSchedule[];
