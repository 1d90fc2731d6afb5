import { database } from "@/lib/db/client";
import { callQStash } from "@/lib/qstash/client";
import { fromDatabase } from "./from-database";
import type { Plan, Step, Target } from "./plan";
import { putSchedule, removeSchedule } from "./put-schedule";
import { databaseNow, deleteDeclared, refreshPolicy, type StoredSchedule, writeSchedule } from "./rows";
import { tellQStash } from "./tell-qstash";
import { ticksOf } from "./ticks";

/**
 * Carries a plan out. Several may do so at once: each step has the same end whoever comes first. A failure
 * leaves the steps before it done; the next plan has the rest.
 *
 * @throws {DatabaseAway} or as `callQStash` does.
 */
export async function apply(plan: Plan): Promise<void> {
  for (const step of plan) await carryOut(step);
}

async function carryOut(step: Step): Promise<void> {
  switch (step.verb) {
    case "create":
      return put(step.target, { concernsQStash: true, isPaused: false });
    case "change":
      return put(step.target, step);
    case "delete":
      return remove(step);
    case "keep":
      return;
  }
}

async function put(
  { row, copy, isRunTime }: Target,
  { concernsQStash, isPaused }: { concernsQStash: boolean; isPaused: boolean },
): Promise<void> {
  if (row !== null) {
    await fromDatabase(() => (isRunTime ? refreshPolicy(database(), row) : write(row)));
    return concernsQStash ? tellQStash(row.id) : undefined;
  }
  await putSchedule(copy);
  // Whether QStash keeps a replaced schedule paused is documented nowhere (protocol §2.8).
  if (isPaused) await callQStash((client) => client.schedules.pause({ schedule: copy.scheduleId }));
}

async function write(row: StoredSchedule): Promise<void> {
  await writeSchedule(database(), row, ticksOf(row).after(await databaseNow(database())));
}

/** The row first: what QStash fires meanwhile finds nothing. */
async function remove({ rowId, actual }: Extract<Step, { verb: "delete" }>): Promise<void> {
  if (rowId !== null) await fromDatabase(() => deleteDeclared(database(), rowId));
  if (actual !== null) await removeSchedule(actual.scheduleId);
}
