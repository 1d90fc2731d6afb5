import { database } from "@/lib/db/client";
import type { Transaction } from "@/lib/db/database";
import { type Occurred, occur } from "@/lib/jobs/transitions/occur";
import { withDatabase } from "@/lib/jobs/worker/with-database";
import { announceOccurred } from "./announce";
import { dueTick } from "./due-tick";
import { advanceTicks, tickedSince } from "./occurrences";
import { lockSchedule, type ScheduleRow } from "./row";
import { ticksOf } from "./ticks";
import { toTick } from "./to-tick";

/**
 * What a firing came to: an occurrence of its tick; nothing, since the tick has one already; or nothing, since it
 * should not have come.
 */
export type Fired =
  | { became: "occurred"; tick: Date; occurred: Occurred }
  | { became: "doubled" }
  | { became: "ignored"; reason: "unknown" | "paused" | "not-due" };

/**
 * Lets a schedule's latest tick occur, once however often it fires. The caller publishes. Repeatable: a repetition finds
 * its own occurrence.
 */
export async function fire(id: string): Promise<Fired> {
  const fired = await withDatabase("fire a schedule", () => database().transaction((tx) => fireIn(tx, id)));
  if (fired.became === "occurred") announceOccurred(id, "fired", fired.tick, fired.occurred);
  return fired;
}

async function fireIn(tx: Transaction, id: string): Promise<Fired> {
  const schedule = await lockSchedule(tx, id);
  if (schedule === null) return { became: "ignored", reason: "unknown" };
  if (schedule.isPaused) return { became: "ignored", reason: "paused" };
  const { now, nextTickAt } = schedule;
  const ticks = ticksOf(schedule);
  const tick = dueTick(ticks, now);
  if (tick === undefined || (nextTickAt !== null && tick < nextTickAt)) return outOfTurn(tx, schedule, tick);
  const occurred = await occur(tx, toTick(schedule, tick, "fired"));
  // One that was missed before stays the next one: reconcile looks after it.
  if (nextTickAt === null || tick <= nextTickAt) await advanceTicks(tx, id, ticks.after(tick));
  return occurred === null ? { became: "doubled" } : { became: "occurred", tick, occurred };
}

/** A tick of which something has become, or that lies before the schedule was made or resumed. */
async function outOfTurn(tx: Transaction, { id }: ScheduleRow, tick: Date | undefined): Promise<Fired> {
  const ticked = tick === undefined ? [] : await tickedSince(tx, id, tick);
  return ticked.some((one) => one.getTime() === tick?.getTime())
    ? { became: "doubled" }
    : { became: "ignored", reason: "not-due" };
}
