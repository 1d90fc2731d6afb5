import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { handleCleanupOldData } from "@/lib/cleanup/handlers";
import { cleanupOldData } from "@/lib/cleanup/jobs";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { lapse, select, waitingForLocks } from "@/tests/helpers/rows";
import { signDelivery } from "@/tests/helpers/sign";
import { startWorld, type World } from "@/tests/helpers/world";
import { resultOf } from "./clean-up";

let world: World;
const children: ChildProcess[] = [];
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleCleanupOldData]);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => world.stop());

const ROWS = 10_000;
/** Whoever deletes the row in the middle waits for this lock. */
const LOCK = 4711;

it("a clean-up whose process is killed in the middle of a page goes on, and counts every row once", async () => {
  await plantLogs();
  const { jobId } = await insert(
    world.db,
    await prepare(cleanupOldData, { cleanupType: "logs", daysOld: 100 }, {}),
  );
  await world.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    const { child, answer } = await deliverElsewhere(jobId);
    await poll(() => waitingForLocks(world.db)).toBe(1);
    child.kill("SIGKILL");
    await expect(answer).rejects.toThrow();
    await endWaiting();
  });
  expect(await countLogs()).toBe(ROWS - 4_000);
  expect(await select(world.db, sql`select target, count::int from cleanup_tallies`)).toEqual([
    { target: "activity_logs", count: 4_000 },
  ]);
  await lapse(world.db, jobId);
  const body = { v: 1, jobId, type: cleanupOldData.type, leg: 1 };
  expect((await world.deliver(cleanupOldData.endpoint, body)).status).toBe(200);
  const row = await world.row(jobId);
  expect(row).toMatchObject({ status: "completed", run: 2, progress_done: ROWS });
  expect(resultOf(row)).toMatchObject({ count: ROWS, targets: { activity_logs: { count: ROWS } } });
  expect(await countLogs()).toBe(0);
});

async function plantLogs(): Promise<void> {
  await world.db.execute(sql`
    insert into activity_logs (organization_id, action, subject, created_at)
    select 1, 'member.joined', case when n = ${ROWS / 2} then 'the middle' end,
      clock_timestamp() - interval '1 year' + n * interval '1 second'
    from generate_series(1, ${ROWS}::int) as n`);
  await world.db.execute(sql`
    create function wait_in_the_middle() returns trigger language plpgsql as $$
    begin
      if old.subject = 'the middle' then perform pg_advisory_xact_lock(${sql.raw(String(LOCK))}); end if;
      return old;
    end $$`);
  await world.db.execute(sql`
    create trigger wait_in_the_middle before delete on activity_logs
    for each row execute function wait_in_the_middle()`);
}

async function deliverElsewhere(jobId: string) {
  const script = fileURLToPath(new URL("../helpers/cleanup-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script], { stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  const [line]: unknown[] = await once(child.stdout, "data");
  const body = JSON.stringify({ v: 1, jobId, type: cleanupOldData.type, leg: 1 });
  const url = `${process.env.BASE_URL}${cleanupOldData.endpoint}`;
  const signature = signDelivery({ url, body, key: world.qstash.currentSigningKey });
  const headers = { "Upstash-Signature": signature, "Content-Type": "application/json" };
  const answer = fetch(String(line).trim() + cleanupOldData.endpoint, { method: "POST", body, headers });
  answer.catch(() => undefined);
  return { child, answer };
}

/** What the killed process was doing ends now, instead of when its connection is found to be dead. */
async function endWaiting(): Promise<void> {
  await world.db.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`);
  await poll(() => waitingForLocks(world.db)).toBe(0);
}

async function countLogs(): Promise<unknown> {
  return (await select(world.db, sql`select count(*)::int as count from activity_logs`))[0]?.count;
}
