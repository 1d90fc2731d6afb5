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
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { CAUSES, OCCURRENCE_OUTCOMES } from "@/lib/jobs/schedules/outcomes";
import { time } from "./time";

/**
 * One row per schedule that starts jobs: the truth about it, of which QStash has a copy. Declared ones are written by
 * `pnpm jobs:setup`, those of an organization by `schedule`.
 */
export const schedules = pgTable(
  "schedules",
  {
    /** Without the environment that QStash's copy has in front; `org.<organization>.<name>` of an organization. */
    id: text("id").primaryKey(),
    /** Null: declared in code. */
    organizationId: bigint("organization_id", { mode: "number" }),
    jobType: text("job_type").notNull(),
    /** The new execution of each tick, without its id: payload and policy as they were when it was written. */
    execution: jsonb("execution").notNull(),
    cron: text("cron").notNull(),
    timezone: text("timezone").notNull(),
    /** What becomes of missed, overlapping and untimely ticks. */
    rules: jsonb("rules").notNull(),

    /** The earliest tick of which nothing has become yet; null: the first one from now on, not known yet. */
    nextTickAt: time("next_tick_at"),
    pausedAt: time("paused_at"),
    /** Gone, as soon as QStash's copy is. */
    deletedAt: time("deleted_at"),

    /** Rises with each change that QStash has to hear of. */
    revision: integer("revision").notNull().default(1),
    /** Null: QStash has not heard of the latest revision. */
    registeredAt: time("registered_at"),
    /** Nobody else tells QStash before then. */
    registerClaimedUntil: time("register_claimed_until"),
    /** Why QStash refused the latest revision. */
    registerError: text("register_error"),
    /** Whether QStash was told to pause its copy: who paused it by hand there resumes it by hand. */
    isPausedAtQstash: boolean("is_paused_at_qstash").notNull().default(false),

    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
    updatedAt: time("updated_at").notNull().default(sql`clock_timestamp()`),
  },
  (schedule) => [
    check(
      "schedules_of_organization",
      sql`(${schedule.organizationId} is null) = (${schedule.id} not like 'org.%')`,
    ),
    index("schedules_of_organization_id").on(schedule.organizationId).where(sql`organization_id is not null`),
    index("schedules_due").on(schedule.nextTickAt).where(sql`paused_at is null and deleted_at is null`),
    // Empty while QStash knows of everything.
    index("schedules_unregistered").on(schedule.registerClaimedUntil).where(sql`registered_at is null`),
  ],
);

export const scheduleCause = pgEnum("schedule_cause", CAUSES);
export const scheduleOutcome = pgEnum("schedule_outcome", OCCURRENCE_OUTCOMES);

/** What became of each tick, once: whoever inserts the row enqueues the job. */
export const scheduleOccurrences = pgTable(
  "schedule_occurrences",
  {
    scheduleId: text("schedule_id").notNull(),
    /** The cron's moment; of a run by hand, the moment at which somebody asked for it. */
    tick: time("tick").notNull(),
    cause: scheduleCause("cause").notNull(),
    outcome: scheduleOutcome("outcome").notNull(),
    jobId: uuid("job_id"),
    at: time("at").notNull().default(sql`clock_timestamp()`),
  },
  (occurrence) => [
    primaryKey({ columns: [occurrence.scheduleId, occurrence.tick] }),
    check(
      "schedule_occurrences_job",
      sql`(${occurrence.jobId} is not null) = (${occurrence.outcome} = 'enqueued')`,
    ),
    // What retention reads.
    index("schedule_occurrences_at").on(occurrence.at),
  ],
);
