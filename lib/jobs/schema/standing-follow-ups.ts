import { sql } from "drizzle-orm";
import { bigint, boolean, index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./time";

/** Follow-ups of all of an organization's jobs: with the end of each one that fits, `spec` is inserted as a job. */
export const jobStandingFollowUps = pgTable(
  "job_standing_follow_ups",
  {
    followUpId: uuid("follow_up_id").primaryKey(),
    organizationId: bigint("organization_id", { mode: "number" }).notNull(),
    onSuccess: boolean("on_success").notNull(),
    /** Failed or timed out for good. */
    onFailure: boolean("on_failure").notNull(),
    /** Types that it follows; null for all. */
    jobTypes: text("job_types").array(),
    /** A new execution, whose payload gets what ended as `ended`. */
    spec: jsonb("spec").notNull(),
    createdAt: time("created_at").notNull().default(sql`clock_timestamp()`),
  },
  (row) => [index("job_standing_follow_ups_of_organization").on(row.organizationId)],
);
