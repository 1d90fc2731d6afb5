import { Client } from "@upstash/qstash";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { PayloadError } from "@/lib/jobs/errors";
import { createRegistry } from "@/lib/jobs/registry";
import { defineSchedule } from "@/lib/jobs/schedules/define";
import { describePlan } from "@/lib/jobs/schedules/describe";
import { listSchedules } from "@/lib/jobs/schedules/list";
import { isUpToDate } from "@/lib/jobs/schedules/plan";
import { schedule } from "@/lib/jobs/schedules/schedule";
import { ScheduleError } from "@/lib/jobs/schedules/schedule-error";
import { planSchedules, setUpSchedules } from "@/lib/jobs/schedules/set-up";
import { exercise } from "@/tests/helpers/exercise-job";
import { wholeFootprint } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { declare, registry, YEARLY, yearly } from "./almanac";

let world: World;
let client: Client;
beforeAll(async () => {
  process.env.JOBS_ENVIRONMENT = "test";
  world = await startWorld();
  client = new Client({ baseUrl: world.qstash.url, token: world.qstash.token });
});
afterEach(async () => {
  await world.db.execute(sql`delete from schedules`);
  for (const { scheduleId } of await client.schedules.list()) await client.schedules.delete(scheduleId);
});
afterAll(() => world.stop());

async function copies(): Promise<string[]> {
  return (await client.schedules.list()).map(({ scheduleId, cron }) => `${scheduleId} ${cron}`).toSorted();
}

async function plan(...schedules: Parameters<typeof declare>): Promise<string[]> {
  return describePlan(await planSchedules({ schedules, registry }));
}

function ofOrganization(name = "weekly") {
  return schedule(
    exercise,
    { act: "return" },
    { name, actor: { userId: 5, organizationId: 7 }, cron: YEARLY },
  );
}

describe("setting up schedules that start jobs", () => {
  it("writes the row and registers a copy that says only which schedule it is", async () => {
    await declare(yearly("nightly", { cron: "30 2 * * *", timezone: "Europe/Berlin" }));
    expect(await client.schedules.list()).toMatchObject([
      {
        scheduleId: "test-nightly",
        destination: `${world.app.url}/api/jobs/schedule`,
        cron: "CRON_TZ=Europe/Berlin 30 2 * * *",
        body: '{"v":1,"schedule":"test-nightly"}',
        retries: 3,
      },
    ]);
    expect(await listSchedules()).toMatchObject([
      {
        id: "nightly",
        type: "exercise",
        organizationId: null,
        isRegistered: true,
        isPaused: false,
        last: null,
      },
    ]);
  });

  it("tells QStash days and months by their numbers, and has nothing to do the second time", async () => {
    const named = yearly("named", { cron: "30 2 * JAN,jul MON-FRI", timezone: "Asia/Tokyo" });
    await declare(named);
    expect(await copies()).toEqual(["test-named CRON_TZ=Asia/Tokyo 30 2 * 1,7 1-5"]);
    expect(await plan(named)).toEqual(["  test-named"]);
  });

  it("ten times in a row changes nothing after the first", async () => {
    await declare(yearly("nightly"), yearly("weekly"));
    const before = [await wholeFootprint(world.db), await client.schedules.list()];
    for (let time = 0; time < 9; time += 1) {
      expect(isUpToDate(await declare(yearly("nightly"), yearly("weekly")))).toBe(true);
    }
    expect([await wholeFootprint(world.db), await client.schedules.list()]).toEqual(before);
  });

  it("by five at once ends as by one", async () => {
    await Promise.all(Array.from({ length: 5 }, () => declare(yearly("nightly"), yearly("weekly"))));
    expect(await copies()).toEqual([`test-nightly ${YEARLY}`, `test-weekly ${YEARLY}`]);
    expect(await listSchedules()).toMatchObject([{ isRegistered: true }, { isRegistered: true }]);
    expect(await plan(yearly("nightly"), yearly("weekly"))).toEqual(["  test-nightly", "  test-weekly"]);
  });

  it("shows what it creates, changes and deletes, and no payload", async () => {
    await declare(yearly("kept"), yearly("moved"), yearly("gone"));
    const moved = yearly("moved", { cron: "0 4 * * *", missed: 3, skipWhen: { depth: 9 } }, "wait-for-gate");
    expect(await plan(yearly("kept"), moved, yearly("new"))).toEqual([
      "  test-kept",
      "~ test-moved",
      "~   cron: 0 0 1 1 * → 0 4 * * *",
      "~   missed: once → 3",
      '~   skipWhen: none → {"depth":9}',
      "~   payload: another → as declared",
      "+ test-new",
      "+   0 0 1 1 *  exercise",
      "- test-gone",
      `-   0 0 1 1 *  ${world.app.url}/api/jobs/schedule`,
    ]);
    await declare(yearly("kept"), moved, yearly("new"));
    expect(await copies()).toEqual([`test-kept ${YEARLY}`, "test-moved 0 4 * * *", `test-new ${YEARLY}`]);
    expect((await listSchedules()).map(({ id }) => id)).toEqual(["kept", "moved", "new"]);
  });

  it("takes the job's policy over: that of today", async () => {
    await declare(yearly("nightly"));
    const patient = { ...exercise, erasePayloadAfterSeconds: 60, retries: 5 };
    const changed = defineSchedule({ id: "nightly", job: patient, payload: { act: "return" }, cron: YEARLY });
    expect(await plan(changed)).toEqual([
      "~ test-nightly",
      "~   maxRetries: 2 → 5",
      "~   erasePayloadAfterSeconds: none → 60",
    ]);
    await declare(changed);
    expect(await plan(changed)).toEqual(["  test-nightly"]);
  });

  it("brings back a copy or a row that somebody has removed", async () => {
    await declare(yearly("nightly"), yearly("weekly"));
    await client.schedules.delete("test-nightly");
    await world.db.execute(sql`delete from schedules where id = 'weekly'`);
    expect(await plan(yearly("nightly"), yearly("weekly"))).toEqual([
      "~ test-nightly",
      "~   QStash: none → registered",
      "~ test-weekly",
      "~   database: none → as declared",
    ]);
    await declare(yearly("nightly"), yearly("weekly"));
    expect(await plan(yearly("nightly"), yearly("weekly"))).toEqual(["  test-nightly", "  test-weekly"]);
  });

  it("refuses two of one id, and a payload that does not fit, and changes nothing", async () => {
    const wrong = { id: "wrong", job: exercise, payload: { act: "dance" }, cron: YEARLY };
    await expect(declare(yearly("nightly"), yearly("nightly"))).rejects.toBeInstanceOf(ScheduleError);
    // @ts-expect-error -- exercise takes no such act
    await expect(declare(yearly("nightly"), defineSchedule(wrong))).rejects.toBeInstanceOf(PayloadError);
    expect([await copies(), await listSchedules()]).toEqual([[], []]);
  });
});

describe("setting up beside schedules of organizations", () => {
  it("leaves them as they are, and shows how many there are", async () => {
    for (const name of ["first", "second"]) await ofOrganization(name);
    const before = await client.schedules.list();
    expect(await plan()).toEqual(["  2 of organizations"]);
    await declare();
    expect(await client.schedules.list()).toEqual(before);
  });

  it("brings back their copies, and removes copies that have no row", async () => {
    await ofOrganization();
    await client.schedules.delete("test-org.7.weekly");
    const destination = `${world.app.url}/api/jobs/schedule`;
    await client.schedules.create({ scheduleId: "test-org.8.left", destination, cron: YEARLY });
    await declare();
    expect(await copies()).toEqual([`test-org.7.weekly ${YEARLY}`]);
  });

  it("gives them today's policy of their job, keeps payload, owner and time, and leaves QStash alone", async () => {
    await ofOrganization();
    const changed = createRegistry([{ ...exercise, erasePayloadAfterSeconds: 60, retries: 5 }]);
    const [before] = await executions();
    const copy = await client.schedules.list();
    const calls = world.proxy.calls.length;
    await setUpSchedules({ schedules: [], registry: changed });
    expect(world.proxy.calls.slice(calls)).toEqual(["GET /v2/schedules"]);
    expect(await client.schedules.list()).toEqual(copy);
    expect(await executions()).toEqual([{ ...before, maxRetries: 5, erasePayloadAfterSeconds: 60 }]);
    expect(isUpToDate(await planSchedules({ schedules: [], registry: changed }))).toBe(true);
  });
});

it("a payload of an organization that does not fit any more stays, and keeps nothing else from being set up", async () => {
  await ofOrganization();
  const narrower = { ...exercise, payload: exercise.payload.extend({ to: z.string() }), retries: 7 };
  const before = await executions();
  await setUpSchedules({ schedules: [yearly("nightly")], registry: createRegistry([narrower]) });
  expect(await copies()).toEqual([`test-nightly ${YEARLY}`, `test-org.7.weekly ${YEARLY}`]);
  expect((await executions()).toSorted((a) => (a.organizationId === 7 ? -1 : 1))[0]).toEqual(before[0]);
});

async function executions() {
  const rows = await query(
    world.db,
    z.object({ execution: z.record(z.string(), z.unknown()) }),
    sql`select execution from schedules`,
  );
  return rows.map(({ execution }) => execution);
}
