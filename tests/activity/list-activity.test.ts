import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hrefOf, readQuery } from "@/app/activity/read-query";
import { type ActivityFilter, type ActivityPlace, listActivity } from "@/lib/activity/list-activity";
import { connect } from "@/lib/db/client";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { select } from "@/tests/helpers/rows";

let own: TestDatabase;
let connection: ReturnType<typeof connect>;
beforeAll(async () => {
  own = await testDatabase();
  connection = connect(own.url);
  const { db } = connection;
  await db.execute(
    sql`insert into users (name, email) values ('Ada', 'ada@x.test'), ('Grace', 'grace@x.test')`,
  );
  // 25 lines of an organization, three at the same moment each; and one of another.
  await db.execute(sql`
    insert into activity_logs (organization_id, user_id, action, subject, created_at)
    select 7, (select id from users where name = case when n % 2 = 0 then 'Ada' else 'Grace' end),
      case when n % 5 = 0 then 'member.invited' else 'user.signed-in' end, n::text,
      '2026-03-01T12:00:00.123456Z'::timestamptz + (n / 3) * interval '6 hours'
    from generate_series(0, 24) as n`);
  await db.execute(sql`insert into activity_logs (organization_id, action) values (8, 'invoice.paid')`);
});
afterAll(async () => {
  await connection.close();
  await own.drop();
});

const ANY: ActivityFilter = { action: null, userId: null, from: null, to: null };

function list(place: ActivityPlace, filter: Partial<ActivityFilter> = {}, organizationId = 7) {
  return listActivity(connection.db, organizationId, { ...ANY, ...filter }, place, 10);
}

const numbers = (page: Awaited<ReturnType<typeof list>>) => page.lines.map(({ subject }) => Number(subject));
const downFrom = (from: number, count: number) => Array.from({ length: count }, (_, at) => from - at);

describe("the activity of an organization", () => {
  it("comes newest first, page by page, each line once, and back again", async () => {
    const first = await list(null);
    expect([numbers(first), first.newer]).toEqual([downFrom(24, 10), null]);
    const second = await list({ before: first.older ?? "" });
    expect(numbers(second)).toEqual(downFrom(14, 10));
    const third = await list({ before: second.older ?? "" });
    expect([numbers(third), third.older]).toEqual([downFrom(4, 5), null]);
    const back = await list({ after: third.newer ?? "" });
    expect(numbers(back)).toEqual(numbers(second));
    const begin = await list({ after: back.newer ?? "" });
    expect([numbers(begin), begin.newer]).toEqual([numbers(first), null]);
  });

  it("is nobody else's", async () => {
    expect((await list(null, {}, 8)).lines).toMatchObject([
      { action: "invoice.paid", userId: null, person: null },
    ]);
    expect((await list(null, {}, 9)).lines).toEqual([]);
  });

  it("is narrowed by what, who and when; days are those of UTC, both included", async () => {
    expect(numbers(await list(null, { action: "member.invited" }))).toEqual([20, 15, 10, 5, 0]);
    const [line] = (await list(null, { action: "member.invited" })).lines;
    expect(line?.person).toBe("Ada");
    const [grace] = await select(connection.db, sql`select id::int from users where name = 'Grace'`);
    expect(numbers(await list(null, { userId: Number(grace?.id), action: "member.invited" }))).toEqual([
      15, 5,
    ]);
    expect(numbers(await list(null, { from: "2026-03-02", to: "2026-03-02" }))).toEqual(
      numbers(await list(null, { to: "2026-03-02" })).filter((number) => number >= 6),
    );
    expect(numbers(await list(null, { to: "2026-03-01" }))).toEqual(downFrom(5, 6));
  });
});

describe("an address", () => {
  it("of the page says what is shown, and is read again as it was written", () => {
    const filter = { action: "member.invited", userId: 7, from: "2026-01-01", to: "2026-02-28" };
    const href = hrefOf(filter, { before: "1772366400123456-42" });
    const given = Object.fromEntries(new URL(href, "http://x.test").searchParams);
    expect(readQuery(given)).toEqual({ filter, place: { before: "1772366400123456-42" }, unfit: [] });
    expect(hrefOf(ANY, null)).toBe("/activity");
    expect(readQuery({ action: "", person: "", from: "" })).toEqual({ filter: ANY, place: null, unfit: [] });
  });

  it.each([
    { action: "'; drop table users; --" },
    { action: ["member.invited", "member.joined"] },
    { person: "-1" },
    { person: "9".repeat(30) },
    { from: "2026-02-30" },
    { from: "0000-01-01" },
    { to: "yesterday" },
    { before: "0-0-0" },
    { after: "\0" },
  ])("with %j shows the rest and names what cannot be meant", (given) => {
    expect(readQuery(given)).toEqual({ filter: ANY, place: null, unfit: Object.keys(given) });
  });
});
