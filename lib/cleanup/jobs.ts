import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

const removed = z.strictObject({ count: z.int(), bytes: z.int() });

/** Removes what nobody needs any more, a page at a time, or says what it would remove. */
export const cleanupOldData = defineJob({
  type: "cleanup-old-data",
  endpoint: "/api/jobs/cleanup",
  description: "Remove old sessions, invitations, temporary files, logs and ended jobs",
  payload: z.strictObject({
    cleanupType: z.enum(["old-sessions", "expired-invitations", "temp-files", "logs", "job-history"]),
    /** What is younger stays. */
    daysOld: z.int().min(1).max(36_500),
    /** Count it, remove nothing. */
    dryRun: z.boolean().default(false),
  }),
  result: removed.extend({
    dryRun: z.boolean(),
    /** The same by table, or kind of file. */
    targets: z.record(z.string(), removed),
    /** Files that were left although they are old, by reason. */
    skipped: z.record(z.string(), z.int()),
  }),
  retries: 1,
  timeoutSeconds: 240,
  maxContinuations: 1_000,
});
