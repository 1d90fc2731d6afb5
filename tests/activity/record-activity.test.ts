import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { recordActivity } from "@/lib/activity/record-activity";
import { connect } from "@/lib/db/client";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { select } from "@/tests/helpers/rows";

let own: TestDatabase;
let connection: ReturnType<typeof connect>;
beforeAll(async () => {
  own = await testDatabase();
  connection = connect(own.url);
});
afterAll(async () => {
  await connection.close();
  await own.drop();
});

const activity = { organizationId: 7, userId: 1, action: "member.invited" } as const;

function rowsOf(organizationId: number) {
  return select(
    connection.db,
    sql`select user_id::int, action, subject, details from activity_logs
      where organization_id = ${organizationId} order by id`,
  );
}

it("what somebody did is noted with who, what and to what", async () => {
  await recordActivity(connection.db, {
    ...activity,
    subject: "grace@example.test",
    details: { role: "admin", seats: 4, first: true },
  });
  await recordActivity(connection.db, { organizationId: 7, userId: null, action: "invoice.paid" });
  expect(await rowsOf(7)).toEqual([
    {
      user_id: 1,
      action: "member.invited",
      subject: "grace@example.test",
      details: { role: "admin", seats: 4, first: true },
    },
    { user_id: null, action: "invoice.paid", subject: null, details: null },
  ]);
});

it("it is undone with the transaction that it tells of", async () => {
  const { db } = connection;
  const undone = db.transaction(async (tx) => {
    await recordActivity(tx, { ...activity, organizationId: 8 });
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await rowsOf(8)).toEqual([]);
});

it("a subject that Postgres cannot store undoes nothing", async () => {
  await recordActivity(connection.db, {
    ...activity,
    organizationId: 9,
    subject: `a\0b\ud800c${"😀".repeat(300)}`,
    details: { "na\0me": "va\0lue\udfff" },
  });
  expect(await rowsOf(9)).toEqual([
    {
      user_id: 1,
      action: "member.invited",
      subject: `ab\ufffdc${"😀".repeat(195)}…`,
      details: { name: "value\ufffd" },
    },
  ]);
});
