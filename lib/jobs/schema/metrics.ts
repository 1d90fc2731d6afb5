import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { time } from "./time";

/** `total` is since the first roll-up, in one row of each type that is never removed. */
export const metricSpan = pgEnum("job_metric_span", ["minute", "hour", "total"]);

const count = (name: string) => bigint(name, { mode: "number" }).notNull().default(0);
/** Counts by the bins of `BOUNDS_SECONDS`, and the sum of what they count. Null while there is nothing. */
const bins = (name: string) => bigint(name, { mode: "number" }).array();
const seconds = (name: string) => doublePrecision(name).notNull().default(0);

/** What happened to jobs of a type in a minute, an hour, or ever; rolled up by reconcile, so that nobody scans jobs. */
export const jobMetrics = pgTable(
  "job_metrics",
  {
    span: metricSpan("span").notNull(),
    /** When the minute or the hour began. */
    bucket: time("bucket").notNull(),
    /** Empty for what belongs to no job. */
    jobType: text("job_type").notNull(),
    enqueued: count("enqueued"),
    completed: count("completed"),
    failed: count("failed"),
    timeout: count("timeout"),
    cancelled: count("cancelled"),
    runs: count("runs"),
    retried: count("retried"),
    lost: count("lost"),
    deadLetters: count("dead_letters"),
    undelivered: count("undelivered"),
    superseded: count("superseded"),
    signatureFailures: count("signature_failures"),
    refused: count("refused"),
    publishFailures: count("publish_failures"),
    runBins: bins("run_bins"),
    runSeconds: seconds("run_seconds"),
    waitBins: bins("wait_bins"),
    waitSeconds: seconds("wait_seconds"),
    firstRetryBins: bins("first_retry_bins"),
    firstRetrySeconds: seconds("first_retry_seconds"),
  },
  (row) => [primaryKey({ columns: [row.span, row.bucket, row.jobType] })],
);

/** How many jobs of a type were open: as last sampled in a minute, and the most in an hour. */
export const jobQueueDepths = pgTable(
  "job_queue_depths",
  {
    span: metricSpan("span").notNull(),
    bucket: time("bucket").notNull(),
    jobType: text("job_type").notNull(),
    ready: integer("ready").notNull(),
    scheduled: integer("scheduled").notNull(),
    retrying: integer("retrying").notNull(),
    processing: integer("processing").notNull(),
    waiting: integer("waiting").notNull(),
    parked: integer("parked").notNull(),
    /** Of the jobs that are ready, how long the first of them has been. */
    oldestWaitSeconds: doublePrecision("oldest_wait_seconds").notNull(),
  },
  (row) => [primaryKey({ columns: [row.span, row.bucket, row.jobType] })],
);

/** Errors of one cause: a type and a fingerprint. */
export const jobErrorGroups = pgTable(
  "job_error_groups",
  {
    jobType: text("job_type").notNull(),
    fingerprint: text("fingerprint").notNull(),
    /** Runs that ended in it. */
    count: count("count"),
    /** Of those, such as ended their job. */
    final: count("final"),
    /** As the latest one had them. */
    errorName: text("error_name").notNull(),
    errorMessage: text("error_message").notNull(),
    lastJobId: uuid("last_job_id").notNull(),
    firstAppVersion: text("first_app_version"),
    lastAppVersion: text("last_app_version"),
    firstSeenAt: time("first_seen_at").notNull(),
    lastSeenAt: time("last_seen_at").notNull(),
  },
  (row) => [
    primaryKey({ columns: [row.jobType, row.fingerprint] }),
    index("job_error_groups_last_seen").on(row.lastSeenAt),
  ],
);

/** The same by the hour. */
export const jobErrorCounts = pgTable(
  "job_error_counts",
  {
    bucket: time("bucket").notNull(),
    jobType: text("job_type").notNull(),
    fingerprint: text("fingerprint").notNull(),
    count: count("count"),
  },
  (row) => [
    primaryKey({ columns: [row.bucket, row.jobType, row.fingerprint] }),
    index("job_error_counts_of_group").on(row.jobType, row.fingerprint, row.bucket),
  ],
);

/** One row: how far the roll-up has come. */
export const jobMetricsState = pgTable(
  "job_metrics_state",
  {
    only: boolean("only").primaryKey().default(true),
    /** What happened before then is counted, all of it once. */
    countedUntil: time("counted_until").notNull(),
    /** When the depth of the queues was sampled last. */
    sampledAt: time("sampled_at"),
    /** When the rules of alerts were applied last. */
    alertsAt: time("alerts_at"),
  },
  (state) => [check("job_metrics_state_one_row", sql`${state.only}`)],
);
