import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { type Executor, query } from "@/lib/db/database";
import { describeError } from "@/lib/jobs/describe-error";
import { emit } from "@/lib/jobs/events";
import { MISSED_SECONDS } from "@/lib/jobs/limits";
import { publish } from "@/lib/jobs/publishing/publish";
import { catchUp } from "@/lib/jobs/schedules/catch-up";
import { copyId } from "@/lib/jobs/schedules/copy-id";
import { registerAgain } from "@/lib/jobs/schedules/register";
import { type RegisteredSchedule, registeredSchedules } from "@/lib/jobs/schedules/registered";
import { now } from "@/lib/jobs/transitions/now";
import { PASS_MAX } from "./pass-max";
import type { Tally } from "./tally";

/**
 * Looks after schedules with a tick that did not come, because QStash or the app was away or QStash has lost its copy.
 * While QStash does not say whether somebody has paused them there, they are left for the next pass.
 */
export async function makeUpMissed(): Promise<Partial<Tally>> {
  const overdue = await overdueSchedules(database(), PASS_MAX);
  if (overdue.length === 0) return {};
  const copies = await copiesAtQStash();
  if (copies === null) return { left: overdue.length };
  const tally = { ticksMissed: 0, ticksMadeUp: 0, published: 0 };
  for (const { id, isPausedByUs } of overdue) {
    const copy = copies.get(copyId(id));
    if (copy === undefined) await registerAgain(database(), id);
    // A pause of ours has ended here, and QStash has not heard of that yet.
    const isHeld = copy?.isPaused === true && !isPausedByUs;
    const { missed, madeUp } = await catchUp(id, MISSED_SECONDS * 1000, isHeld);
    tally.ticksMissed += missed;
    tally.ticksMadeUp += madeUp.length;
    tally.published += await publish(madeUp);
  }
  return tally;
}

/** Schedules that are not paused and have a tick of which nothing has become in time. */
export function overdueSchedules(executor: Executor, limit: number) {
  return query(
    executor,
    z.object({ id: z.string(), isPausedByUs: z.boolean() }),
    sql`select id, is_paused_at_qstash as "isPausedByUs" from schedules
      where paused_at is null and deleted_at is null
        and next_tick_at < ${now} - make_interval(secs => ${MISSED_SECONDS})
      order by next_tick_at limit ${limit}`,
  );
}

async function copiesAtQStash(): Promise<Map<string, RegisteredSchedule> | null> {
  try {
    return new Map((await registeredSchedules()).map((copy) => [copy.scheduleId, copy]));
  } catch (error) {
    emit({ name: "step-failed", during: "list schedules at QStash", error: describeError(error).message });
    return null;
  }
}
