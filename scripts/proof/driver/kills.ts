import { setTimeout as wait } from "node:timers/promises";
import type postgres from "postgres";
import type { Stage } from "./stage";

/** Sessions of the app that are killed at once, at most. */
const AT_ONCE_MAX = 6;

/** Kills the app's sessions, a few at a time, until that many have ended; with an immediate restart halfway. */
export async function killBackends(
  { admin, server }: Stage,
  kills: number,
  random: () => number,
): Promise<number> {
  let killed = 0;
  let isRestarted = false;
  while (killed < kills) {
    killed += await kill(admin, Math.min(kills - killed, 1 + Math.floor(random() * AT_ONCE_MAX)));
    if (!isRestarted && killed >= kills / 2) {
      isRestarted = true;
      await server.restart("immediate");
    }
    await wait(15 + random() * 45);
  }
  return killed;
}

/** Ends up to so many of the app's sessions. @returns how many there were. */
async function kill(admin: postgres.Sql, count: number): Promise<number> {
  const rows = await admin<{ pid: number }[]>`
    select pg_terminate_backend(pid) from (
      select pid from pg_stat_activity
      where application_name = 'jobs' and pid <> pg_backend_pid() order by random() limit ${count}
    ) as victims`.catch(() => []);
  return rows.length;
}

/**
 * Leaves all of the app's connections half-open. Postgres does not hear of it: its sessions, and the locks of
 * their transactions, stay until somebody ends them, as an operator does here after a while.
 */
export async function leaveHalfOpen({ admin, gate }: Stage, forMs: number): Promise<void> {
  const rows = await admin<
    { pid: number }[]
  >`select pid from pg_stat_activity where application_name = 'jobs'`;
  gate.freeze();
  await wait(forMs);
  for (const { pid } of rows) await admin`select pg_terminate_backend(${pid}::int)`;
}
