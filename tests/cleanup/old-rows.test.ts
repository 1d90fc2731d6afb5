import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { handleCleanupOldData } from "@/lib/cleanup/handlers";
import { cleanupOldData } from "@/lib/cleanup/jobs";
import { enqueue } from "@/lib/jobs/enqueue";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { plant, select } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { oldImports } from "@/tests/recipes/cleanup/old-imports";
import { cleanUp, resultOf } from "./clean-up";

let world: World;
beforeAll(async () => {
  quietConsole();
  // A run of this one has time for a single page.
  world = await startWorld([handleCleanupOldData]);
  await world.db.execute(sql`insert into users (name, email) values ('Ada', 'ada@example.test')`);
  await world.db.execute(sql`insert into organizations (name, slug) values ('Acme', 'acme')`);
});
afterEach(async () => {
  for (const table of [
    "sessions",
    "invitations",
    "activity_logs",
    "sent_emails",
    "webhook_events",
    "job_executions",
  ])
    await world.db.execute(sql`delete from ${sql.identifier(table)}`);
});
afterAll(() => world.stop());

/** A session that ends so many days from now and was used last so many days ago. */
function session(token: string, { endsIn, usedAgo }: { endsIn: number; usedAgo: number }) {
  return world.db.execute(sql`
    insert into sessions (user_id, token, expires_at, updated_at)
    select id, ${token}, clock_timestamp() + ${endsIn} * interval '1 day', clock_timestamp() - ${usedAgo} * interval '1 day'
    from users`);
}

function invitation(email: string, status: string, endsIn: number) {
  return world.db.execute(sql`
    insert into invitations (organization_id, inviter_id, email, status, expires_at)
    select o.id, u.id, ${email}, ${status}, clock_timestamp() + ${endsIn} * interval '1 day'
    from users u, organizations o`);
}

/** So many lines of each of these ages in days. */
function logs(count: number, ...ages: number[]) {
  return world.db.execute(sql`
    insert into activity_logs (organization_id, action, created_at)
    select 1, 'member.joined', clock_timestamp() - age * interval '1 day'
    from generate_series(1, ${count}::int), unnest(${sql.raw(`array[${ages.join(",")}]`)}) as age`);
}

async function countLogs(): Promise<unknown> {
  return (await select(world.db, sql`select count(*)::int as count from activity_logs`))[0]?.count;
}

describe("old sessions", () => {
  it("go when they are over and unused for so long, and never while they are good", async () => {
    await session("live and unused", { endsIn: 1, usedAgo: 400 });
    await session("just over", { endsIn: -1, usedAgo: 8 });
    await session("long over", { endsIn: -31, usedAgo: 38 });
    await session("over and unused", { endsIn: -1, usedAgo: 31 });
    const dry = await cleanUp(world, "old-sessions", 30, { dryRun: true });
    const result = await cleanUp(world, "old-sessions", 30);
    expect(result).toMatchObject({ dryRun: false, count: 2, targets: { sessions: { count: 2 } } });
    expect(result.bytes).toBeGreaterThan(100);
    expect(dry).toEqual({ ...result, dryRun: true });
    const left = await select(world.db, sql`select token from sessions order by token`);
    expect(left).toEqual([{ token: "just over" }, { token: "live and unused" }]);
    expect(await cleanUp(world, "old-sessions", 30)).toMatchObject({ count: 0, bytes: 0, targets: {} });
  });
});

describe("expired invitations", () => {
  it("go so many days after their time, unless somebody accepted them", async () => {
    await invitation("open@x.test", "pending", 1);
    await invitation("just-over@x.test", "pending", -6);
    await invitation("over@x.test", "pending", -8);
    await invitation("cancelled@x.test", "canceled", -8);
    await invitation("accepted@x.test", "accepted", -100);
    const dry = await cleanUp(world, "expired-invitations", 7, { dryRun: true });
    const result = await cleanUp(world, "expired-invitations", 7);
    expect(result).toMatchObject({ count: 2, targets: { invitations: { count: 2 } } });
    expect(dry).toEqual({ ...result, dryRun: true });
    const left = await select(world.db, sql`select email from invitations order by email`);
    expect(left.map(({ email }) => email)).toEqual(["accepted@x.test", "just-over@x.test", "open@x.test"]);
  });
});

describe("logs", () => {
  beforeEach(async () => {
    await logs(3, 1, 99, 101, 400);
    await world.db.execute(sql`
      insert into sent_emails (email_id, to_address, subject, created_at)
      select 'mail-' || age, 'a@x.test', 'Hello', clock_timestamp() - age * interval '1 day'
      from unnest(array[99, 101]) as age`);
    const [open] = await select(
      world.db,
      sql`
      insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
        backoff_seconds, not_before)
      values (job_new_id(), 'later', 'pending', '', '/', 0, 1, array[1], clock_timestamp() + interval '1 year')
      returning job_id`,
    );
    await world.db.execute(sql`
      insert into webhook_events (source, event_id, type, data, job_id, received_at)
      select 'stripe', 'e-' || age || is_open, 'x', '{}', case when is_open then ${open?.job_id}::uuid else job_new_id() end,
        clock_timestamp() - age * interval '1 day'
      from unnest(array[99, 101]) as age, unnest(array[true, false]) as is_open`);
    // Of a job that began so long ago, and that wrote its last line lately.
    await world.db.execute(sql`
      insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
        backoff_seconds, completed_at, created_at)
      values ('01900000-0000-7000-8000-000000000000', 'old', 'completed', '', '/', 0, 1, array[1], clock_timestamp(),
        clock_timestamp() - interval '400 days')`);
    await world.db.execute(sql`
      insert into job_logs (job_id, run, line, message, at)
      select '01900000-0000-7000-8000-000000000000', 1, age, 'm', clock_timestamp() - age * interval '1 day'
      from unnest(array[99, 101, 102]) as age`);
  });

  it("of people, of jobs, of mails and of webhooks go by their age; an event whose job is yet to come stays", async () => {
    const dry = await cleanUp(world, "logs", 100, { dryRun: true });
    expect(await countLogs()).toBe(12);
    const result = await cleanUp(world, "logs", 100);
    expect(result.targets).toMatchObject({
      activity_logs: { count: 6 },
      job_logs: { count: 2 },
      sent_emails: { count: 1 },
      webhook_events: { count: 1 },
    });
    expect(result.count).toBe(10);
    expect(dry).toEqual({ ...result, dryRun: true });
    expect(await countLogs()).toBe(6);
    const left = await select(world.db, sql`select event_id from webhook_events order by event_id`);
    expect(left.map(({ event_id }) => event_id)).toEqual(["e-101true", "e-99false", "e-99true"]);
  });
});

describe("a clean-up", () => {
  it("is done once by two at once: each row is removed and counted by one of them", async () => {
    await logs(10_000, 101);
    const results = await Promise.all([1, 2, 3].map(() => cleanUp(world, "logs", 100)));
    expect(results.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
    expect(await countLogs()).toBe(0);
  });

  it("leaves a row that somebody holds to the next one", async () => {
    await logs(3, 101);
    await world.db.transaction(async (tx) => {
      await tx.execute(sql`select 1 from activity_logs order by id limit 1 for update`);
      expect(await cleanUp(world, "logs", 100)).toMatchObject({ count: 2 });
    });
    expect(await cleanUp(world, "logs", 100)).toMatchObject({ count: 1 });
  });

  it("tells how far it is, and goes on in further runs when its time is over", async () => {
    await logs(5_000, 101);
    // A run with so little time does one page of 2,000 rows.
    const hurried = { ...cleanupOldData, timeoutSeconds: 20 };
    const { jobId } = await enqueue(hurried, { cleanupType: "logs", daysOld: 100 });
    const row = await world.waitFor(jobId, "completed");
    expect(resultOf(row)).toMatchObject({ count: 5_000, targets: { activity_logs: { count: 5_000 } } });
    expect(row.run).toBeGreaterThan(3);
    expect(row.progress_done).toBe(5_000);
    const dry = { cleanupType: "logs", daysOld: 1, dryRun: true } as const;
    await logs(5_000, 101);
    const counted = await enqueue(hurried, dry);
    expect(resultOf(await world.waitFor(counted.jobId, "completed"))).toMatchObject({
      targets: { activity_logs: { count: 5_000 } },
    });
    expect(await countLogs()).toBe(5_000);
  });

  it("of a table of one's own is a key and a condition", async () => {
    await world.db.execute(sql`
      create table contact_imports (id bigint primary key, status text not null, uploaded_at timestamptz not null)`);
    await world.db.execute(sql`
      insert into contact_imports
      select n, case when n % 3 = 0 then 'waiting' else 'taken-over' end, clock_timestamp() - n * interval '1 day'
      from generate_series(1, 9) as n`);
    const { jobId } = await plant(world.db, { act: "return" }, { delay: 1000 });
    const [moment] = await select(
      world.db,
      sql`select (clock_timestamp() - interval '4 days')::text as before`,
    );
    const options = {
      jobId,
      before: String(moment?.before),
      daysOld: 4,
      after: null,
      until: new Date(),
      signal: new AbortController().signal,
      skip: () => undefined,
    };
    const dry = await oldImports.page({ ...options, isDry: true });
    const { count, bytes } = await oldImports.page({ ...options, isDry: false });
    expect([dry.count, dry.bytes]).toEqual([count, bytes]);
    const left = await select(world.db, sql`select id::int from contact_imports order by id`);
    expect(left.map(({ id }) => id)).toEqual([1, 2, 3, 6, 9]);
  });

  it.each([
    { cleanupType: "everything", daysOld: 1 },
    { cleanupType: "logs", daysOld: 0 },
    { cleanupType: "logs", daysOld: 1.5 },
    { cleanupType: "logs" },
    { cleanupType: "logs", daysOld: 1, folder: "/" },
  ])("of %j is not enqueued", (payload) => {
    expect(cleanupOldData.payload.safeParse(payload).success).toBe(false);
  });
});
