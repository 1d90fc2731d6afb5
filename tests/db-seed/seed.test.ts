import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "@/lib/db/client";
import { assertSafeDatabase, assertSafeEnvironment, UnsafeDatabase } from "@/scripts/db-seed/safe-database";
import { AlreadySeeded, seedDatabase } from "@/scripts/db-seed/seed";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { select } from "@/tests/helpers/rows";
import { runScript } from "@/tests/setup/run-script";

const PLAN = { users: 60, organizations: 4, logs: 3000, seed: 7, until: new Date("2026-11-28T00:00:00Z") };

type Place = { database: TestDatabase; seeding: postgres.Sql; db: ReturnType<typeof connect>["db"] };

const open: (() => Promise<void>)[] = [];

async function place(): Promise<Place> {
  const database = await testDatabase();
  const seeding = postgres(database.url, { max: 2, onnotice: () => undefined });
  const { db, close } = connect(database.url);
  open.push(async () => {
    await Promise.all([seeding.end(), close()]);
    await database.drop();
  });
  return { database, seeding, db };
}

afterAll(async () => {
  for (const close of open) await close();
});

/** All rows of a table in one word, without what names a session. */
async function wordOf({ db }: Place, table: string): Promise<unknown> {
  const rows = sql`select md5(string_agg(line, chr(10) order by line)) as word from (
    select (to_jsonb(r) - 'token')::text as line from ${sql.identifier(table)} r) as lines`;
  return (await select(db, rows))[0]?.word;
}

let seeded: Place;
let made: Readonly<Record<string, number>>;
beforeAll(async () => {
  seeded = await place();
  made = await seedDatabase(seeded.seeding, PLAN);
});

describe("a seed", () => {
  it("makes the numbers that it is asked for, and something of everything", () => {
    expect(made).toMatchObject({ users: 60, organizations: 4, members: 60, activity_logs: 3000 });
    expect(Object.values(made).every((count) => count > 0)).toBe(true);
  });

  it("makes the same rows again from the same plan, and others from another number", async () => {
    const [again, other] = [await place(), await place()];
    await seedDatabase(again.seeding, PLAN);
    await seedDatabase(other.seeding, { ...PLAN, seed: 8 });
    for (const table of Object.keys(made)) {
      const word = await wordOf(seeded, table);
      expect([table, await wordOf(again, table)]).toEqual([table, word]);
      expect([table, await wordOf(other, table)]).not.toEqual([table, word]);
    }
  });

  it("lets nobody act before they came, nor later than its end", async () => {
    const early = sql`
      select l.id from activity_logs l join members m on m.user_id = l.user_id
      where l.created_at < m.created_at or l.created_at >= ${PLAN.until.toISOString()}::timestamptz
        or l.organization_id <> m.organization_id`;
    expect(await select(seeded.db, early)).toEqual([]);
  });

  it("has more logs on working days than on weekends, in every month", async () => {
    const [row] = await select(
      seeded.db,
      sql`select
        count(*) filter (where extract(isodow from created_at) < 6)::int as working,
        count(*) filter (where extract(isodow from created_at) >= 6)::int as weekend,
        count(distinct date_trunc('month', created_at))::int as months
      from activity_logs`,
    );
    expect(Number(row?.working)).toBeGreaterThan(10 * Number(row?.weekend));
    expect(row?.months).toBe(13);
  });

  it("has an owner in each organization, mails in the domain of no one, and old sessions and invitations", async () => {
    const [row] = await select(
      seeded.db,
      sql`select
        (select count(distinct organization_id)::int from members where role = 'owner') as owned,
        (select count(*)::int from users where email not like '%.seed.test' or email <> lower(email)) as strangers,
        (select bool_or(expires_at < ${PLAN.until.toISOString()}::timestamptz) from sessions) as old_sessions,
        (select bool_or(expires_at < ${PLAN.until.toISOString()}::timestamptz and status = 'pending')
          from invitations) as old_invitations,
        (select count(distinct currency) > 1 from subscriptions) as has_currencies,
        (select bool_and(jsonb_typeof(details) = 'object') from activity_logs) as has_details`,
    );
    expect(row).toEqual({
      owned: 4,
      strangers: 0,
      old_sessions: true,
      old_invitations: true,
      has_currencies: true,
      has_details: true,
    });
  });

  it("is refused a second time and then writes nothing; asked to replace, it leaves as many rows as before", async () => {
    const before = await wordOf(seeded, "users");
    await expect(seedDatabase(seeded.seeding, PLAN)).rejects.toThrow(AlreadySeeded);
    expect(await wordOf(seeded, "users")).toBe(before);
    let removed = 0;
    const again = await seedDatabase(seeded.seeding, PLAN, {
      replace: true,
      removed: (rows) => (removed = rows),
    });
    // The one that "pnpm dev" signs in to stays, with whoever else is in it.
    expect(again).toEqual({ ...made, organizations: 3 });
    expect(removed).toBeGreaterThan(3000);
    for (const [table, count] of Object.entries(made)) {
      const [row] = await select(seeded.db, sql`select count(*)::int as count from ${sql.identifier(table)}`);
      expect([table, row?.count]).toEqual([table, count]);
    }
  });

  it("fills the demo organization where there is one, and removes nothing of it but its own", async () => {
    const demo = await place();
    await demo.db.execute(sql`insert into organizations (name, slug) values ('Demo', 'analytical-engines')`);
    await demo.db.execute(sql`insert into users (name, email) values ('Ada', 'ada@example.test')`);
    await demo.db.execute(sql`insert into activity_logs (organization_id, user_id, action)
      select o.id, u.id, 'member.joined' from organizations o, users u`);
    await seedDatabase(demo.seeding, { ...PLAN, logs: 50 });
    await seedDatabase(demo.seeding, { ...PLAN, logs: 0 }, { replace: true });
    expect(
      await select(
        demo.db,
        sql`select o.name, (select count(*)::int from members m where m.organization_id = o.id) > 10 as has_members,
          (select count(*)::int from activity_logs l where l.organization_id = o.id) as logs
        from organizations o where slug = 'analytical-engines'`,
      ),
    ).toEqual([{ name: "Demo", has_members: true, logs: 1 }]);
  });
});

describe("a seed refuses", () => {
  const LOCAL = "postgres://me@127.0.0.1:5432/dev";

  it.each([
    ["a database on another machine", {}, "postgres://me@db.example.com/dev"],
    ["an address that is none", {}, "postgres://a,b/dev"],
    ["a production build", { NODE_ENV: "production" }, LOCAL],
    ["a production deployment", { VERCEL_ENV: "production" }, LOCAL],
    ["a production environment", { JOBS_ENVIRONMENT: "production" }, LOCAL],
  ])("%s", (_, given, url) => {
    expect(() => assertSafeEnvironment(given, url)).toThrow(UnsafeDatabase);
    expect(() => assertSafeEnvironment({}, LOCAL)).not.toThrow();
  });

  it("a database that says it is production's, unless it is told to", async () => {
    const { seeding, db, database } = await place();
    await expect(assertSafeDatabase(seeding)).resolves.toBeUndefined();
    await db.execute(sql`insert into job_install (environment, epoch) values ('production', 1)`);
    const few = ["--users", "3", "--logs", "10", "--until", "2026-11-28"];
    const given = { DATABASE_URL: database.url };
    const refused = await runScript("scripts/db-seed.ts", few, given);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("belongs to production") });
    const told = await runScript("scripts/db-seed.ts", [...few, "--any-database"], given);
    expect(told).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/rows in [\d.]+ s/) });
  });
});
