import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

const moment = z.iso.datetime({ offset: true });

/** What ended, as the statement that ended it wrote it down. */
const ended = z.object({
  jobId: z.uuid(),
  type: z.string(),
  status: z.enum(["completed", "failed", "timeout"]),
  /** How often it had been revived before: tells two ends of one job apart. */
  revivals: z.int(),
  createdAt: moment,
  startedAt: moment.nullable(),
  completedAt: moment,
  error: z.object({ code: z.string().nullable(), message: z.string() }).nullable(),
});

/** The end of a job, as a delivery tells it. */
export type EndedJob = z.output<typeof ended>;

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Tells one endpoint of one event; the job is the delivery. Its ten tries reach over more than two days, so that an
 * endpoint that is down over a weekend hears of most.
 */
export const deliverWebhook = defineJob({
  type: "deliver-webhook",
  endpoint: "/api/jobs/outgoing-webhook",
  description: "Tell an organization's endpoint of an event",
  // Without `ended` it is a test.
  payload: z.strictObject({ endpointId: z.uuid(), ended: ended.optional() }),
  result: z.strictObject({ httpStatus: z.int(), ms: z.int() }),
  retries: 9,
  backoff: [10, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR],
  timeoutSeconds: 30,
  // Endpoints that are down must not use up the room of the organization's own jobs.
  openJobs: { perOrganization: "unlimited" },
  // One organization's endpoints that hang take no more than this from the others.
  concurrency: { perOrganization: 5 },
});
