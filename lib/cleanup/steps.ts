import { sql } from "drizzle-orm";
import type { JobPayload } from "@/lib/jobs/define";
import { abandonedArtifacts, expiredArtifacts } from "./artifact-files";
import { artifactRows } from "./artifact-rows";
import { jobHistory } from "./job-history";
import type { cleanupOldData } from "./jobs";
import { oldRows } from "./old-rows";
import { orphanFiles } from "./orphan-files";
import { orphanUploads } from "./orphan-uploads";
import type { Step } from "./step";
import { tempFolder, unfinishedFiles } from "./temp-folder";

type CleanupType = JobPayload<typeof cleanupOldData>["cleanupType"];

/**
 * Over, and unused or over for so long: somebody who comes back with one that is good yet stays signed in. `now()` is when
 * the page began, so no session is taken for over too early, and an index can be asked for it.
 */
const sessions = oldRows({
  table: "sessions",
  key: [
    ["expires_at", "timestamptz"],
    ["id", "bigint"],
  ],
  isOld: (before) => sql`t.expires_at <= now() and least(t.expires_at, t.updated_at) < ${before}`,
});

/** Whoever asks for something again gets a new one. */
const requestCounts = oldRows({
  table: "request_counts",
  key: [
    ["started_at", "timestamptz"],
    ["user_id", "bigint"],
  ],
  isOld: (before) => sql`t.started_at < ${before}`,
});

/** Accepted ones stay: they say who let whom in. */
const invitations = oldRows({
  table: "invitations",
  key: [
    ["expires_at", "timestamptz"],
    ["id", "bigint"],
  ],
  isOld: (before) => sql`t.expires_at < ${before} and t.status <> 'accepted'`,
});

const activityLogs = oldRows({
  table: "activity_logs",
  key: [
    ["created_at", "timestamptz"],
    ["id", "bigint"],
  ],
  isOld: (before) => sql`t.created_at < ${before}`,
});

/** By the ids of their jobs, which begin with a time in milliseconds: no line is older than its job. */
const jobLogs = oldRows({
  table: "job_logs",
  key: [
    ["job_id", "uuid"],
    ["run", "int"],
    ["line", "int"],
  ],
  isOld: (before) => sql`t.at < ${before} and t.job_id < (
    rpad(lpad(to_hex(floor(extract(epoch from ${before}) * 1000)::bigint), 12, '0'), 32, '0')
  )::uuid`,
});

const sentEmails = oldRows({
  table: "sent_emails",
  key: [
    ["created_at", "timestamptz"],
    ["email_id", "text"],
  ],
  isOld: (before) => sql`t.created_at < ${before}`,
});

/** Not those whose job is yet to come: it reads them. */
const webhookEvents = oldRows({
  table: "webhook_events",
  key: [
    ["received_at", "timestamptz"],
    ["source", "text"],
    ["event_id", "text"],
  ],
  isOld: (before) => sql`t.received_at < ${before} and not exists (
    select from job_executions j where j.job_id = t.job_id and j.completed_at is null
  )`,
});

/** What each type of clean-up removes, in this order. */
export const STEPS: Readonly<Record<CleanupType, readonly Step[]>> = {
  "old-sessions": [sessions, requestCounts],
  "expired-invitations": [invitations],
  // Orphans first: what the later steps make one would be missing in a dry run.
  "temp-files": [
    tempFolder,
    unfinishedFiles,
    orphanUploads,
    orphanFiles,
    expiredArtifacts,
    abandonedArtifacts,
  ],
  logs: [activityLogs, jobLogs, sentEmails, webhookEvents],
  // The files of jobs before the jobs.
  "job-history": [
    artifactRows,
    expiredArtifacts,
    abandonedArtifacts,
    jobHistory("completed"),
    jobHistory("failed"),
    jobHistory("timeout"),
    jobHistory("cancelled"),
  ],
};
