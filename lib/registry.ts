import { createJobDispatcher } from "@/lib/jobs/job-dispatcher";
import { createRegistry } from "@/lib/jobs/registry";
import { sendAlert } from "./alerts/jobs";
import { cleanupOldData } from "./cleanup/jobs";
import { sendEmail } from "./emails/jobs";
import { exportData } from "./exports/jobs";
import { operateOnJobs } from "./operations/jobs";
import { deliverWebhook } from "./outgoing-webhooks/jobs";
import { flaky } from "./playground/jobs";
import { generateReport } from "./reports/jobs";
import { processWebhook } from "./webhooks/jobs";

/** The one list of this app's jobs. */
export const registry = createRegistry([
  cleanupOldData,
  deliverWebhook,
  exportData,
  flaky,
  generateReport,
  operateOnJobs,
  processWebhook,
  sendAlert,
  sendEmail,
]);

/** The engine's verbs for code that has only the type of a job. */
export const jobDispatcher = createJobDispatcher(registry);
