import { database } from "@/lib/db/client";
import type { Transaction } from "@/lib/db/database";
import { emit } from "@/lib/jobs/events";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { type Occurred, occur } from "@/lib/jobs/transitions/occur";
import { announceOccurred } from "./announce";
import { advanceTicks, noteMissed, tickedSince } from "./occurrences";
import { lockSchedule, type ScheduleRow } from "./row";
import { MADE_UP_MAX, type Rules } from "./settings";
import { type Ticks, ticksOf } from "./ticks";
import { toTick } from "./to-tick";

/** What was found and done about the ticks of one schedule. */
export type CaughtUp = { missed: number; madeUp: Leg[] };

/**
 * Looks after ticks of a schedule that did not come although they were due before `patienceMs` ago: makes up for as
 * many as its policy says, notes the others as missed, the latest hundred of them. Not for a schedule that is paused
 * by hand at QStash (`isHeld`): its ticks are let go.
 */
export async function catchUp(id: string, patienceMs: number, isHeld: boolean): Promise<CaughtUp> {
  const { missed, made } = await database().transaction((tx) => catchUpIn(tx, id, patienceMs, isHeld));
  for (const { tick, occurred } of made) announceOccurred(id, "made_up", tick, occurred);
  const madeUp = made.flatMap(({ occurred }) => occurred.leg ?? []);
  if (missed > 0) emit({ name: "ticks-missed", scheduleId: id, missed, madeUp: madeUp.length });
  return { missed, madeUp };
}

type Made = { tick: Date; occurred: Occurred };

async function catchUpIn(
  tx: Transaction,
  id: string,
  patienceMs: number,
  isHeld: boolean,
): Promise<{ missed: number; made: Made[] }> {
  const schedule = await lockSchedule(tx, id);
  const nextTickAt = schedule?.nextTickAt ?? null;
  if (schedule === null || schedule.isPaused || nextTickAt === null) return { missed: 0, made: [] };
  const until = new Date(schedule.now.getTime() - patienceMs);
  if (nextTickAt > until) return { missed: 0, made: [] };
  const ticks = ticksOf(schedule);
  const ticked = new Set((await tickedSince(tx, id, nextTickAt)).map((tick) => tick.getTime()));
  const overdue = ticks.latest(MADE_UP_MAX, until).filter((tick) => tick >= nextTickAt);
  const missed = isHeld ? [] : overdue.filter((tick) => !ticked.has(tick.getTime()));
  const chosen = toMakeUp(schedule.rules, missed, ticked);
  const made = await makeUp(tx, schedule, chosen);
  await noteMissed(tx, id, missed);
  await advanceTicks(tx, id, firstFree(ticks, until, ticked));
  return { missed: missed.length, made };
}

/** Which of the missed ticks, oldest first, get a job. A later tick that came stands for those before it. */
function toMakeUp(
  { missed: policy }: Rules,
  missed: readonly Date[],
  ticked: ReadonlySet<number>,
): readonly Date[] {
  const last = missed.at(-1);
  if (last === undefined || policy === "skip") return [];
  if (policy !== "once") return missed.slice(-policy);
  return [...ticked].some((tick) => tick > last.getTime()) ? [] : [last];
}

/** In their order: where jobs may not overlap, the oldest has the turn. */
async function makeUp(tx: Transaction, schedule: ScheduleRow, chosen: readonly Date[]): Promise<Made[]> {
  const made: Made[] = [];
  for (const tick of chosen) {
    const occurred = await occur(tx, toTick(schedule, tick, "made_up"));
    if (occurred !== null) made.push({ tick, occurred });
  }
  return made;
}

/** The next tick of which nothing has become: some that are younger than our patience may have come. */
function firstFree(ticks: Ticks, until: Date, ticked: ReadonlySet<number>): Date {
  let next = ticks.after(until);
  while (ticked.has(next.getTime())) next = ticks.after(next);
  return next;
}
