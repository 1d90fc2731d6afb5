import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

const names = z.array(z.string().min(1).max(100)).min(1).max(100);
const moment = z.iso.datetime({ offset: true });

/** Which jobs are meant; at least one field, so that nobody means all by leaving all out. */
const filter = z
  .strictObject({
    types: names,
    statuses: z.array(
      z.enum(["pending", "processing", "retrying", "waiting", "completed", "failed", "timeout", "cancelled"]),
    ),
    errorCodes: names,
    organizationId: z.int(),
    userId: z.int(),
    batchId: z.uuid(),
    scheduleId: z.string().min(1).max(200),
    parentJobId: z.uuid(),
    replayedFrom: z.uuid(),
    idempotencyKey: z.string().min(1).max(300),
    errorText: z.string().min(1).max(200),
    createdFrom: moment,
    createdBefore: moment,
  })
  .partial()
  .refine((given) => Object.values(given).some((value) => value !== undefined), "Name at least one field");

/** Does one thing to every job that matches a filter, page by page. */
export const operateOnJobs = defineJob({
  type: "operate-on-jobs",
  endpoint: "/api/jobs/operations",
  description: "Cancel, revive or replay every job that matches",
  payload: z.strictObject({
    operation: z.enum(["cancel", "revive", "replay"]),
    filter,
    /** By the database's clock: jobs that are newer are not meant. */
    startedAt: moment,
    /** How many matched then; null where they were too many to count soon. */
    total: z.int().min(0).nullable(),
    by: z.strictObject({ userId: z.int().nullable(), reason: z.string().max(500).optional() }),
  }),
  result: z.strictObject({
    done: z.int(),
    /** Those that were left alone, by reason, such as `erased` (docs/operating.md). */
    untouched: z.record(z.string(), z.int()).optional(),
  }),
  retries: 5,
  timeoutSeconds: 60,
  maxContinuations: 10_000,
});
