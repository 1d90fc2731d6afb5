import { integer, jsonb, pgEnum, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { EFFECT_STATES } from "@/lib/jobs/lifecycle";
import { jobExecutions } from "./executions";
import { time } from "./time";

export const effectState = pgEnum("job_effect_state", EFFECT_STATES);

/**
 * The ledger of outside effects, one row per `ctx.once`: `sending` before the call, `done` with the answer after
 * it, `refused` when the provider said that nothing happened.
 */
export const jobEffects = pgTable(
  "job_effects",
  {
    jobId: uuid("job_id")
      .notNull()
      .references(() => jobExecutions.jobId, { onDelete: "cascade" }),
    key: text("key").notNull(),
    state: effectState("state").notNull(),
    /** As it was rendered for the first call: every further call sends the same. */
    request: jsonb("request"),
    answer: jsonb("answer"),
    /** The run that made the latest call. */
    run: integer("run").notNull(),
    /** Calls with this request that may have had the effect: none once all were refused. */
    calls: integer("calls").notNull().default(1),
    firstSentAt: time("first_sent_at").notNull(),
    doneAt: time("done_at"),
  },
  (effect) => [primaryKey({ columns: [effect.jobId, effect.key] })],
);
