import { QstashError } from "@upstash/qstash";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { env } from "@/lib/env/env";
import { foreignOwner } from "@/lib/jobs/install/owner";
import { callQStash } from "@/lib/qstash/client";
import { copyId } from "./copy-id";
import { putSchedule, removeSchedule } from "./put-schedule";
import { wantedCopy } from "./wanted";

/** Revisions that one call follows; reconcile goes on with what changes more often meanwhile. */
const REVISIONS_MAX = 3;

const told = z.object({
  id: z.string(),
  cron: z.string(),
  timezone: z.string(),
  revision: z.number(),
  isPaused: z.boolean(),
  isDeleted: z.boolean(),
  isPausedAtQstash: z.boolean(),
});

type Told = z.output<typeof told>;

/**
 * Makes QStash's copy of a schedule as the row is: there, paused, or gone. What somebody paused by hand at QStash
 * stays paused. Any number of processes may do it at once, since it has the same end.
 *
 * @throws as `callQStash` does; the row then says that QStash has not heard of it.
 */
export async function tellQStash(id: string): Promise<void> {
  let hasPaused = false;
  for (let tries = 0; tries < REVISIONS_MAX; tries += 1) {
    const row = await current(id);
    if (row === null) return;
    // Our pause may have arrived after a resume that another process has told QStash of, and noted.
    const isPausedAtQstash = row.isPausedAtQstash || hasPaused;
    await (row.isDeleted ? removeSchedule(copyId(id)) : copy({ ...row, isPausedAtQstash }));
    hasPaused ||= row.isPaused;
    if (await isNoted(row)) return;
  }
}

async function copy(row: Told): Promise<void> {
  // Of a new one there can be none, and the SDK tells the console about each answer that is no.
  const before = row.revision === 1 ? null : await registeredCopy(row.id);
  await putSchedule(wantedCopy(row, env()));
  const schedule = copyId(row.id);
  const isPausedByHand = before?.isPaused === true && !row.isPausedAtQstash;
  // Whether QStash keeps a replaced schedule paused is documented nowhere (protocol §2.8).
  if (row.isPaused) await notePausing(row.id);
  if (row.isPaused || isPausedByHand) await callQStash((client) => client.schedules.pause({ schedule }));
  else if (row.isPausedAtQstash) await callQStash((client) => client.schedules.resume({ schedule }));
}

/** Before the call: after a crash behind it a resume takes the pause for ours, not for somebody's by hand. */
async function notePausing(id: string): Promise<void> {
  await database().execute(sql`
    update schedules set is_paused_at_qstash = true where id = ${id} and not is_paused_at_qstash`);
}

async function registeredCopy(id: string): Promise<{ isPaused: boolean } | null> {
  try {
    const { isPaused } = await callQStash((client) => client.schedules.get(copyId(id)));
    return { isPaused };
  } catch (error) {
    if (error instanceof QstashError && error.status === 404) return null;
    throw error;
  }
}

async function current(id: string): Promise<Told | null> {
  const [row] = await query(
    database(),
    told,
    sql`select id, cron, timezone, revision, paused_at is not null as "isPaused",
        deleted_at is not null as "isDeleted", is_paused_at_qstash as "isPausedAtQstash"
      from schedules where id = ${id} and ${foreignOwner()} is null`,
  );
  return row ?? null;
}

/** Notes what QStash has heard; false when the row has changed meanwhile. A deleted row goes. */
async function isNoted({ id, revision, isDeleted, isPaused }: Told): Promise<boolean> {
  const noted = await query(
    database(),
    z.object({ id: z.string() }),
    isDeleted
      ? sql`delete from schedules where id = ${id} and revision = ${revision} and deleted_at is not null returning id`
      : sql`update schedules
          set registered_at = clock_timestamp(), register_claimed_until = null, register_error = null,
            is_paused_at_qstash = ${isPaused}
          where id = ${id} and revision = ${revision} returning id`,
  );
  return noted.length > 0;
}
