import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  real,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { time } from "./time";

export const jobStatus = pgEnum("job_status", STATUSES);

/**
 * One row per execution: the truth about a job. `status` is written in `transitions/` only; the trigger of
 * the `job_guards` migration refuses what no transition may do. Times are written and compared by Postgres
 * with `clock_timestamp()`, since `now()` stands still inside a transaction.
 */
export const jobExecutions = pgTable(
  "job_executions",
  {
    jobId: uuid("job_id").primaryKey(),
    jobType: text("job_type").notNull(),
    status: jobStatus("status").notNull(),
    priority: smallint("priority").notNull().default(0),

    payload: jsonb("payload"),
    /** SHA-256 of the payload as received, before the schema filled in defaults; `hmac:<key>:…` where secrets are encrypted. */
    payloadHash: text("payload_hash").notNull(),
    payloadVersion: integer("payload_version").notNull().default(1),
    result: jsonb("result"),
    /** Why the result could not be stored as it was returned. The job is completed all the same. */
    resultError: text("result_error"),
    error: text("error"),
    errorCode: text("error_code"),

    /** One QStash message with its own retry budget; rises when the row is published anew. */
    leg: integer("leg").notNull().default(1),
    /** Claims so far; never falls: the fencing token of every write a run makes. */
    run: integer("run").notNull().default(0),
    /** Runs counted against `max_retries`. */
    attempt: integer("attempt").notNull().default(0),
    retryCount: integer("retry_count").notNull().default(0),
    continuations: integer("continuations").notNull().default(0),
    rescues: integer("rescues").notNull().default(0),
    revivals: integer("revivals").notNull().default(0),
    lostInARow: integer("lost_in_a_row").notNull().default(0),

    // Policy, copied from the definition at enqueue: a deploy does not change work in flight.
    endpoint: text("endpoint").notNull(),
    maxRetries: integer("max_retries").notNull(),
    maxContinuations: integer("max_continuations").notNull().default(0),
    timeoutSeconds: integer("timeout_seconds").notNull(),
    backoffSeconds: integer("backoff_seconds").array().notNull(),
    /** Largest share by which a delay is shortened or lengthened, 0 to 1. */
    backoffJitter: real("backoff_jitter").notNull().default(0.1),
    /** Limits that QStash keeps: a `FlowControl`; null for none. */
    flowControl: jsonb("flow_control"),
    /** Rows with the same key exclude each other: no more than so many run at once. */
    concurrencyKey: text("concurrency_key"),
    concurrencyLimit: smallint("concurrency_limit"),
    /** Which of the places of its key the run has; counts while it is `processing`. */
    concurrencySlot: smallint("concurrency_slot"),
    /** It was let on from the line of its key, and a place is kept for it until then. */
    turnUntil: time("turn_until"),
    /** Its organization has a cap on open jobs that it counts for. */
    countsAsOpen: boolean("counts_as_open").notNull().default(false),
    /** How long after its end the payload is kept, in seconds; null as long as the row. */
    erasePayloadAfterSeconds: integer("erase_payload_after_seconds"),
    /** When retention erased it. Such a job cannot be revived or replayed. */
    payloadErasedAt: time("payload_erased_at"),
    /** Jobs to insert with the job's end: an array of new executions, each `on` success or failure. */
    followUps: jsonb("follow_ups"),

    /** Where a job that goes on in several runs stands, as its handler said. */
    checkpoint: jsonb("checkpoint"),
    progressDone: bigint("progress_done", { mode: "number" }),
    progressTotal: bigint("progress_total", { mode: "number" }),
    progressMessage: text("progress_message"),

    userId: bigint("user_id", { mode: "number" }),
    organizationId: bigint("organization_id", { mode: "number" }),
    batchId: uuid("batch_id"),
    /** True once the job's end is in its batch's counters. */
    batchCounted: boolean("batch_counted").notNull().default(false),
    /** The batch that this job waits for, or waited for last. */
    waitsFor: uuid("waits_for"),
    /** The job that enqueued this one: as a child of its batch, or as a follow-up. */
    parentJobId: uuid("parent_job_id"),
    /** The job of which this one is a replay. */
    replayedFrom: uuid("replayed_from"),
    scheduleId: text("schedule_id"),
    /** The tick of its schedule that it stands for. */
    scheduledFor: time("scheduled_for"),
    idempotencyKey: text("idempotency_key"),
    debounceKey: text("debounce_key"),

    messageId: text("message_id"),
    dlqId: text("dlq_id"),
    publishedAt: time("published_at"),
    /** Nobody publishes the row before then: somebody is at it, or it is due too far in the future. */
    publishClaimedUntil: time("publish_claimed_until"),
    parkedReason: text("parked_reason"),

    claimId: uuid("claim_id"),
    leaseUntil: time("lease_until"),

    notBefore: time("not_before"),
    nextAttemptAt: time("next_attempt_at"),
    deadlineAt: time("deadline_at"),
    cancelRequestedAt: time("cancel_requested_at"),
    /** When a person revived it last: what cancelled its batch before then does not concern it. */
    revivedAt: time("revived_at"),
    traceParent: text("trace_parent"),

    /** When the first run began. */
    startedAt: time("started_at"),
    /** When the latest run began. */
    runStartedAt: time("run_started_at"),
    completedAt: time("completed_at"),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
    updatedAt: time("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (row) => [
    // The other rules for one row are in the trigger of the guards: Postgres is done with it sooner than with a CHECK.
    check(
      "job_executions_terminal_iff_completed_at",
      sql`(${row.status} in ('completed', 'failed', 'timeout', 'cancelled')) = (${row.completedAt} is not null)`,
    ),
    // An organization-less job has its own name space; a row without a key never conflicts.
    uniqueIndex("job_executions_idempotency_key")
      .on(row.jobType, sql`coalesce(${row.organizationId}, 0)`, row.idempotencyKey)
      .where(sql`idempotency_key is not null`),
    // Only a job that has not begun gives way to a later one of the same debounce key.
    uniqueIndex("job_executions_debounce_key")
      .on(row.jobType, sql`coalesce(${row.organizationId}, 0)`, row.debounceKey)
      .where(sql`debounce_key is not null and status = 'pending' and run = 0 and revivals = 0`),
    // A person's own jobs of a type, newest first: ids are made in the order of time.
    index("job_executions_of_person").on(row.userId, row.jobType, row.jobId).where(sql`user_id is not null`),
    // Every hot query has a partial index over open rows: its cost does not grow with finished ones.
    index("job_executions_unpublished")
      .on(row.publishClaimedUntil)
      .where(sql`published_at is null and parked_reason is null and status in ('pending', 'retrying')`),
    index("job_executions_leases").on(row.leaseUntil).where(sql`status = 'processing'`),
    index("job_executions_due")
      .on(sql`coalesce(next_attempt_at, not_before, created_at)`)
      .where(sql`published_at is not null and status in ('pending', 'retrying')`),
    index("job_executions_deadlines")
      .on(row.deadlineAt)
      .where(sql`deadline_at is not null and status in ('pending', 'retrying', 'processing', 'waiting')`),
    index("job_executions_cancelling")
      .on(row.cancelRequestedAt)
      .where(
        sql`cancel_requested_at is not null and status in ('pending', 'retrying', 'processing', 'waiting')`,
      ),
    // Who reads the children of a batch, or will: the job that waits for it, and the one that follows it.
    index("job_executions_waiting")
      .on(row.waitsFor)
      .where(sql`waits_for is not null and status in ('pending', 'retrying', 'processing', 'waiting')`),
    // With the line of each concurrency key in its order.
    index("job_executions_parked")
      .on(row.parkedReason, row.concurrencyKey, row.priority.desc(), row.jobId)
      .where(sql`parked_reason is not null and status = 'pending'`),
    // Rows that wait for a deploy that can run them.
    index("job_executions_for_deploy")
      .on(row.jobType, row.payloadVersion)
      .where(sql`parked_reason in ('unknown-type', 'newer-payload') and status = 'pending'`),
    // No two runs in one place of a key, whatever goes wrong elsewhere; and who is in them.
    uniqueIndex("job_executions_concurrency_slot")
      .on(row.concurrencyKey, row.concurrencySlot)
      .where(sql`concurrency_key is not null and status = 'processing'`),
    index("job_executions_turns").on(row.concurrencyKey, row.turnUntil).where(sql`turn_until is not null`),
    // What caps on open jobs count; jobs without one are not in it.
    index("job_executions_open_of_organization")
      .on(row.organizationId, row.jobType)
      .where(sql`counts_as_open and status in ('pending', 'retrying', 'processing', 'waiting')`),
    // Children of a batch in the order in which they were given.
    index("job_executions_of_batch").on(row.batchId, row.jobId).where(sql`batch_id is not null`),
    index("job_executions_open_of_batch")
      .on(row.batchId, row.jobId)
      .where(sql`batch_id is not null and status in ('pending', 'retrying', 'processing', 'waiting')`),
    // Empty, unless an end was written by hand.
    index("job_executions_uncounted")
      .on(row.batchId)
      .where(sql`batch_id is not null and completed_at is not null and not batch_counted`),
    index("job_executions_of_parent")
      .on(row.parentJobId, row.completedAt)
      .where(sql`parent_job_id is not null`),
    // What a tick asks before it starts another one: is the last one open, are there too many of the type?
    index("job_executions_open_of_schedule")
      .on(row.scheduleId)
      .where(sql`schedule_id is not null and status in ('pending', 'retrying', 'processing', 'waiting')`),
    index("job_executions_open_of_type")
      .on(row.jobType, row.jobId)
      .where(sql`status in ('pending', 'retrying', 'processing', 'waiting')`),
    // Lists, newest first, by the one thing that leaves fewest. All that have not completed are few; a job comes into
    // the list of its type's ended ones once.
    index("job_executions_of_status").on(row.status, row.jobId).where(sql`status <> 'completed'`),
    index("job_executions_ended_of_type").on(row.jobType, row.jobId).where(sql`completed_at is not null`),
    index("job_executions_of_organization")
      .on(row.organizationId, row.jobId)
      .where(sql`organization_id is not null`),
    index("job_executions_of_user").on(row.userId, row.jobId).where(sql`user_id is not null`),
    // Those of a person that belong to no organization: the rest of what they may see.
    index("job_executions_own")
      .on(row.userId, row.jobId)
      .where(sql`user_id is not null and organization_id is null`),
    index("job_executions_of_schedule").on(row.scheduleId, row.jobId).where(sql`schedule_id is not null`),
    index("job_executions_replays").on(row.replayedFrom).where(sql`replayed_from is not null`),
    // What the metrics have not counted yet.
    index("job_executions_created").on(row.createdAt),
    // What retention reads: ended jobs, oldest first.
    index("job_executions_ended").on(row.status, row.completedAt).where(sql`completed_at is not null`),
    index("job_executions_erasable")
      .on(row.erasePayloadAfterSeconds, row.completedAt)
      .where(
        sql`erase_payload_after_seconds is not null and payload_erased_at is null and completed_at is not null`,
      ),
  ],
);
