import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { countRequest, type Quota } from "@/lib/rate-limit/count-request";
import { openAppDatabase } from "@/tests/helpers/app-database";
import { select } from "@/tests/helpers/rows";

let world: Awaited<ReturnType<typeof openAppDatabase>>;
beforeAll(async () => {
  world = await openAppDatabase();
});
afterAll(() => world.close());

const LIMIT = 20;
const ask = (userId: number, limit = LIMIT) => countRequest(world.db, userId, limit);
const age = (userId: number, seconds: number) =>
  world.db.execute(sql`update request_counts
    set started_at = clock_timestamp() - make_interval(secs => ${seconds}::float8) where user_id = ${userId}::bigint`);
const rowOf = (userId: number) =>
  select(world.db, sql`select started_at::text, count from request_counts where user_id = ${userId}::bigint`);
const allowed = (quotas: Quota[]) => quotas.filter(({ isOver }) => !isOver);

it("fifty at once: the limit and not one more, each with another number left", async () => {
  const quotas = await Promise.all(Array.from({ length: 50 }, () => ask(1)));
  const left = allowed(quotas).map(({ remaining }) => remaining);
  expect(left.toSorted((a, b) => a - b)).toEqual(Array.from({ length: LIMIT }, (_, index) => index));
  const over = quotas.filter(({ isOver }) => isOver);
  expect(over.map(({ remaining }) => remaining)).toEqual(over.map(() => 0));
});

it("fifty at once when a minute is just over: the new minute has its limit", async () => {
  await ask(2);
  await age(2, 61);
  const quotas = await Promise.all(Array.from({ length: 50 }, () => ask(2)));
  expect(allowed(quotas)).toHaveLength(LIMIT);
});

it("says how long until the next minute, and keeps its word", async () => {
  expect(await ask(3, 1)).toEqual({ limit: 1, remaining: 0, resetSeconds: 60, isOver: false });
  await age(3, 20.5);
  expect(await ask(3, 1)).toEqual({ limit: 1, remaining: 0, resetSeconds: 40, isOver: true });
  await age(3, 60.5);
  expect(await ask(3, 1)).toMatchObject({ isOver: false });
});

it("one who is over the limit writes nothing", async () => {
  await ask(4, 1);
  const before = await rowOf(4);
  for (let asked = 0; asked < 5; asked += 1) await ask(4, 1);
  expect(await rowOf(4)).toEqual(before);
});

it("nobody waits for a clock that was set back", async () => {
  await ask(5, 1);
  await age(5, -3_600);
  expect(await ask(5, 1)).toMatchObject({ isOver: false, resetSeconds: 60 });
});

it("one person's requests are not another's, and each has one row", async () => {
  await Promise.all([6, 7, 6, 7, 6].map((userId) => ask(userId)));
  expect(
    await select(
      world.db,
      sql`select user_id::int as user, count from request_counts where user_id in (6, 7) order by 1`,
    ),
  ).toEqual([
    { user: 6, count: 3 },
    { user: 7, count: 2 },
  ]);
});

it("a limit that was lowered holds at once", async () => {
  await Promise.all(Array.from({ length: 10 }, () => ask(8)));
  expect(await ask(8, 5)).toMatchObject({ isOver: true, remaining: 0 });
});
