import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { createRegistry } from "@/lib/jobs/registry";
import { poll } from "@/tests/helpers/poll";
import { startWorld, type World } from "@/tests/helpers/world";
import { handleArchiveOrders } from "./archive/handlers";
import { archiveOrders } from "./archive/jobs";
import { handleSendDigest } from "./digests/handlers";
import { subscribe, unsubscribe } from "./digests/subscribe";
import { handleSendLetter } from "./letters/handlers";
import { sendLetter } from "./letters/jobs";
import { retired } from "./letters/retired";
import { handleCreateWorkspace, handleFillWorkspace, handleTellSupport } from "./onboarding/handlers";
import { onboard } from "./onboarding/onboard";
import { handleAnnounceBilling, handleBillCustomer, handleBillEverybody } from "./statements/handlers";
import { billEverybody } from "./statements/jobs";
import { startBilling } from "./statements/start-billing";

let world: World;
beforeAll(async () => {
  world = await startWorld([
    handleArchiveOrders,
    handleSendLetter,
    handleBillEverybody,
    handleBillCustomer,
    handleAnnounceBilling,
    handleCreateWorkspace,
    handleFillWorkspace,
    handleTellSupport,
    handleSendDigest,
  ]);
});
afterAll(() => world.stop());

const actor = { userId: 7, organizationId: 3 };

it("an archive of 1,700 orders goes on over four runs and archives each order once", async () => {
  await world.db.execute(sql`
    create table orders (id int primary key, ordered_on date not null, is_archived boolean not null default false)`);
  await world.db.execute(sql`
    insert into orders select n, case when n <= 1700 then date '2025-06-01' else date '2026-06-01' end
    from generate_series(1, 2000) as n`);
  const { jobId } = await enqueue(archiveOrders, { before: "2026-01-01" });
  expect(await world.waitFor(jobId, "completed")).toMatchObject({
    run: 4,
    result: { archived: 1700 },
    progress_done: 1700,
  });
  const [archived] = await query(
    world.db,
    z.object({ count: z.number() }),
    sql`select count(*)::int from orders where is_archived`,
  );
  expect(archived).toEqual({ count: 1700 });
});

it("a billing run adds up what its children billed, and counts those it could not", async () => {
  const { jobId } = await enqueue(billEverybody, { month: "2026-11", customers: ["ada", "", "grace"] });
  const { result } = await world.waitFor(jobId, "completed");
  expect(result).toEqual({ cents: 800, notBilled: 1 });
});

it("accounting is told once how a billing batch ended, as a job of the same person", async () => {
  const { batchId, jobIds } = await startBilling("2026-11", ["ada", "grace"], actor);
  expect(jobIds).toHaveLength(2);
  await poll(() => after(batchId)).toMatchObject([
    { status: "completed", result: { text: "2026-11: 2 of 2 customers were billed." }, user_id: 7 },
  ]);
});

it("a workspace is created, then filled with what its creation brought", async () => {
  const { jobId } = await onboard("acme", actor);
  await poll(() => following(jobId)).toMatchObject([
    { job_type: "fill-workspace", status: "completed", result: { filled: "db-acme" }, user_id: 7 },
  ]);
});

it("support hears of a workspace that could not be created", async () => {
  const { jobId } = await onboard("taken", actor);
  await poll(() => following(jobId)).toMatchObject([
    {
      job_type: "tell-support",
      status: "completed",
      result: { text: "Workspace taken: create-workspace ended as name-taken." },
    },
  ]);
});

it("a digest is of the week before its tick, however late it goes out, and ends with the subscription", async () => {
  const { scheduleId, nextRuns } = await subscribe("ada@example.test", "Europe/Berlin", actor);
  expect(nextRuns.map((at) => at.getUTCDay())).toEqual([1, 1, 1]);
  await world.db.execute(sql`update schedules set next_tick_at = next_tick_at - interval '7 days'`);
  await reconcile();
  const [due = new Date(0)] = nextRuns;
  const day = (weeksAgo: number) =>
    new Date(due.getTime() - weeksAgo * 7 * 86_400_000).toISOString().slice(0, 10);
  await poll(() => scheduled(scheduleId)).toMatchObject([
    { status: "completed", result: { text: `To ada@example.test: ${day(2)} to ${day(1)}` } },
  ]);
  expect(await unsubscribe(actor.organizationId, actor.userId)).toBe(true);
});

const follower = z.object({
  job_type: z.string(),
  status: z.string(),
  result: z.unknown(),
  user_id: z.coerce.number(),
});

function following(jobId: string) {
  return query(world.db, follower, sql`select * from job_executions where parent_job_id = ${jobId}::uuid`);
}

function scheduled(scheduleId: string) {
  return query(world.db, follower, sql`select * from job_executions where schedule_id = ${scheduleId}`);
}

function after(batchId: string) {
  return query(
    world.db,
    follower,
    sql`select * from job_executions where waits_for = ${batchId}::uuid and batch_id is null`,
  );
}

it("letters and postcards of earlier deploys are sent by today's, and faxes fail with a reason", async () => {
  const older = [
    ["send-letter", 1, { to: "ada@example.test" }],
    ["send-letter", 2, { to: "ada@example.test", locale: "de" }],
    ["send-postcard", 1, { address: "ada@example.test" }],
  ] as const;
  for (const [type, version, payload] of older) {
    // As the deploy of then has written it.
    await world.db.execute(sql`
      insert into job_executions (job_id, job_type, status, payload, payload_version, payload_hash, endpoint,
        max_retries, timeout_seconds, backoff_seconds, publish_claimed_until)
      values (job_new_id(), ${type}, 'pending', ${JSON.stringify(payload)}::jsonb, ${version}::int, '',
        ${sendLetter.endpoint}, 0, 30, array[1], clock_timestamp() - interval '1 minute')`);
  }
  await reconcile();
  await poll(() => sent()).toEqual([1, 1, 1]);
  expect(createRegistry([sendLetter], retired).retired).toMatchObject([{ type: "send-fax" }]);
});

async function sent(): Promise<number[]> {
  const rows = await query(
    world.db,
    z.object({ sent: z.number() }),
    sql`select (result ->> 'sent')::int as sent from job_executions
      where job_type in ('send-letter', 'send-postcard') and status = 'completed'`,
  );
  return rows.map((row) => row.sent);
}
