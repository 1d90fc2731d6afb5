import { sql } from "drizzle-orm";
import { database } from "@/lib/db/client";
import type { Transaction } from "@/lib/db/database";
import { assertOwnDatabase } from "@/lib/jobs/install/owner";
import { publishSoon } from "@/lib/jobs/publishing/publish-soon";
import { auditedSchedule, type By } from "@/lib/jobs/transitions/audit";
import { type Occurred, occur } from "@/lib/jobs/transitions/occur";
import { announceOccurred } from "./announce";
import { lockSchedule } from "./row";
import { toTick } from "./to-tick";

/** What running a schedule by hand came to. `overlapped`: a job of it is open, and it lets none overlap. */
export type RunByHand = { outcome: "enqueued"; jobId: string } | { outcome: "overlapped" | "unknown" };

/**
 * Starts a schedule's job now, beside its ticks: also while it is paused, outside of business hours and whatever
 * the depth.
 */
export async function runSchedule(id: string, by: By): Promise<RunByHand> {
  await assertOwnDatabase(database());
  const run = await database().transaction((tx) => runIn(tx, id, by));
  if (run === null) return { outcome: "unknown" };
  announceOccurred(id, "by_hand", run.tick, run.occurred);
  const { leg } = run.occurred;
  if (leg === null) return { outcome: "overlapped" };
  await publishSoon([leg]);
  return { outcome: "enqueued", jobId: leg.jobId };
}

async function runIn(
  tx: Transaction,
  id: string,
  by: By,
): Promise<{ tick: Date; occurred: Occurred } | null> {
  const schedule = await lockSchedule(tx, id);
  if (schedule === null) return null;
  const tick = schedule.now;
  // Asked for twice in a millisecond: the second finds the first one's job open, or is it.
  const occurred = (await occur(tx, toTick(schedule, tick, "by_hand"))) ?? {
    outcome: "overlapped",
    leg: null,
  };
  const jobId = occurred.leg?.jobId ?? null;
  await tx.execute(auditedSchedule("run-schedule", by, sql`schedules where id = ${id}`, jobId));
  return { tick, occurred };
}
