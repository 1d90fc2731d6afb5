import { EventEmitter, once } from "node:events";
import { Client } from "@upstash/qstash";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { PayloadError } from "@/lib/jobs/errors";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { NOTHING } from "@/lib/jobs/reconcile/tally";
import { listSchedules } from "@/lib/jobs/schedules/list";
import { pauseSchedule, resumeSchedule } from "@/lib/jobs/schedules/pause-schedule";
import { runSchedule } from "@/lib/jobs/schedules/run-schedule";
import { ScheduleLimitError, type ScheduleOptions, schedule } from "@/lib/jobs/schedules/schedule";
import { ScheduleError } from "@/lib/jobs/schedules/schedule-error";
import { setUpSchedules } from "@/lib/jobs/schedules/set-up";
import { unschedule } from "@/lib/jobs/schedules/unschedule";
import { exercise, gate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import type { QStashFault } from "@/tests/helpers/qstash-proxy";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { wholeFootprint } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { awaitTick, fire, jobsOf, occurrences, outcomes, registry, YEARLY, yearly } from "./almanac";

let world: World;
let client: Client;
beforeAll(async () => {
  quietConsole();
  process.env.JOBS_ENVIRONMENT = "test";
  process.env.JOBS_SCHEDULES_PER_ORGANIZATION = "3";
  world = await startWorld();
  client = new Client({ baseUrl: world.qstash.url, token: world.qstash.token });
});
beforeEach(() => void world.events.splice(0));
afterEach(async () => {
  world.proxy.fault = "none";
  await world.db.execute(sql`delete from schedules`);
  await world.db.execute(sql`delete from schedule_occurrences`);
  await world.db.execute(sql`delete from job_executions`);
  await world.db.execute(sql`delete from job_audit`);
  for (const { scheduleId } of await client.schedules.list()) await client.schedules.delete(scheduleId);
});
afterAll(() => world.stop());

const ID = "org.7.weekly";
const by = { userId: 5, reason: "asked for" };

/** A yearly schedule of organization 7. */
function make(changes: Partial<ScheduleOptions> = {}, act: "return" | "wait-for-gate" = "return") {
  const actor = { userId: 5, organizationId: 7 };
  return schedule(exercise, { act }, { name: "weekly", actor, cron: YEARLY, ...changes });
}

async function copies() {
  return (await client.schedules.list()).map(({ scheduleId, cron, isPaused }) => ({
    scheduleId,
    cron,
    isPaused,
  }));
}

async function deeds(): Promise<string[]> {
  const lines = await query(
    world.db,
    z.object({ line: z.string() }),
    sql`select concat_ws(' ', action, detail ->> 'scheduleId', user_id) as line from job_audit order by id`,
  );
  return lines.map(({ line }) => line);
}

describe("an organization's schedule", () => {
  it("is registered at QStash, says when it runs next, and starts jobs of that organization", async () => {
    const made = await make({ cron: "30 2 * * *", timezone: "Europe/Berlin" });
    expect(made).toMatchObject({ scheduleId: ID, isChanged: true, isRegistered: true });
    expect(made.nextRuns).toHaveLength(3);
    expect(await copies()).toEqual([
      { scheduleId: `test-${ID}`, cron: "CRON_TZ=Europe/Berlin 30 2 * * *", isPaused: false },
    ]);
    await make();
    await awaitTick(world, ID);
    expect(await fire(world, ID)).toBe("enqueued");
    await poll(() => jobsOf(world, ID)).toMatchObject([
      { status: "completed", organizationId: 7, userId: 5 },
    ]);
  });

  it("made twice is one, and unchanged the second time", async () => {
    await make();
    const before = await wholeFootprint(world.db);
    expect(await make()).toMatchObject({ isChanged: false, isRegistered: true });
    expect(await wholeFootprint(world.db)).toBe(before);
    expect(await deeds()).toEqual([`schedule ${ID} 5`]);
  });

  it("changed is changed at QStash too", async () => {
    await make();
    expect(await make({ cron: "0 5 * * *" })).toMatchObject({ isChanged: true, isRegistered: true });
    expect(await copies()).toMatchObject([{ cron: "0 5 * * *" }]);
  });

  it("ended starts nothing, whatever fires, and is gone at QStash", async () => {
    await make();
    await awaitTick(world, ID);
    expect(await unschedule({ name: "weekly", organizationId: 7 }, by)).toBe(true);
    expect(await copies()).toEqual([]);
    expect(await fire(world, ID)).toBe("ignored");
    expect([await jobsOf(world, ID), await listSchedules()]).toEqual([[], []]);
    expect(world.events).toContainEqual({
      name: "firing-ignored",
      scheduleId: `test-${ID}`,
      reason: "unknown",
    });
    expect(await unschedule({ name: "weekly", organizationId: 7 }, by)).toBe(false);
    expect(await deeds()).toEqual([`schedule ${ID} 5`, `unschedule ${ID} 5`]);
  });

  it("made anew under its old name begins anew", async () => {
    await make();
    await awaitTick(world, ID, 3);
    await unschedule({ name: "weekly", organizationId: 7 }, by);
    await make();
    expect(await reconcile()).toEqual(NOTHING);
    expect(await copies()).toHaveLength(1);
  });

  it("is one of its organization: others neither see nor end it", async () => {
    await make();
    await make({ actor: { userId: 6, organizationId: 8 } });
    expect(await unschedule({ name: "weekly", organizationId: 9 }, by)).toBe(false);
    expect(await listSchedules({ organizationId: 8 })).toMatchObject([
      { id: "org.8.weekly", isRegistered: true },
    ]);
  });

  it("is one too many beyond the limit, also when ten are made at once", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `report-${index}`);
    const made = await Promise.allSettled(names.map((name) => make({ name })));
    const refused = made.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused).toHaveLength(7);
    expect(new Set(refused.map((error) => error instanceof ScheduleLimitError))).toEqual(new Set([true]));
    expect(await listSchedules({ organizationId: 7 })).toHaveLength(3);
    expect(await copies()).toHaveLength(3);
  });

  it.each<[string, object, new (...args: never[]) => Error]>([
    ["a cron of six fields", { cron: "0 0 2 * * *" }, ScheduleError],
    ["a cron of 200 characters", { cron: `0,${"0,".repeat(99)}0 2 * * *` }, ScheduleError],
    ["an unknown zone", { timezone: "Europe/Berlim" }, ScheduleError],
    ["an impossible date", { cron: "0 0 30 2 *" }, ScheduleError],
    ["a name that no id may hold", { name: "Weekly report" }, ScheduleError],
    ["no organization", { actor: { userId: 5, organizationId: 0 } }, ScheduleError],
    ["an unknown setting", { every: "day" }, ScheduleError],
  ])("with %s is refused, and nothing is written", async (_, changes, kind) => {
    const before = await wholeFootprint(world.db);
    await expect(make(changes)).rejects.toBeInstanceOf(kind);
    expect([await wholeFootprint(world.db), await copies()]).toEqual([before, []]);
  });

  it("with a payload that does not fit is refused, and nothing is written", async () => {
    const wrong = { name: "weekly", actor: { userId: 5, organizationId: 7 }, cron: YEARLY };
    // @ts-expect-error -- exercise takes no such act
    await expect(schedule(exercise, { act: "dance" }, wrong)).rejects.toBeInstanceOf(PayloadError);
    expect(await listSchedules()).toEqual([]);
  });
});

/** As if the minute had passed in which whoever told QStash last keeps others from it. */
async function claimsLapsed(): Promise<void> {
  await world.db.execute(sql`update schedules set register_claimed_until = clock_timestamp()`);
}

describe("while QStash is away", () => {
  const faults: QStashFault[] = ["refuse", "drop-answer", { status: 500 }, { status: 429 }];

  it.each(faults)(
    "(%j) an organization's schedule is made, and registered when it is back",
    async (fault) => {
      world.proxy.fault = fault;
      expect(await make()).toMatchObject({ isChanged: true, isRegistered: false });
      expect(await listSchedules()).toMatchObject([
        { id: ID, isRegistered: false, registerError: expect.any(String) },
      ]);
      world.proxy.fault = "none";
      await claimsLapsed();
      expect(await reconcile()).toEqual({ ...NOTHING, schedulesRegistered: 1 });
      expect(await copies()).toHaveLength(1);
      expect(await listSchedules()).toMatchObject([{ isRegistered: true, registerError: null }]);
      expect(await reconcile()).toEqual(NOTHING);
    },
  );

  it("made anew without a change it says that QStash does not know it yet", async () => {
    world.proxy.fault = "refuse";
    await make();
    expect(await make()).toMatchObject({ isChanged: false, isRegistered: false });
  });

  it("it is resumed, and what it misses while QStash keeps it paused is made up for", async () => {
    await make();
    await pauseSchedule(ID, by);
    world.proxy.fault = "refuse";
    expect(await resumeSchedule(ID, by)).toBe(true);
    world.proxy.fault = "none";
    await awaitTick(world, ID);
    expect(await reconcile()).toMatchObject({ ticksMissed: 1, ticksMadeUp: 1 });
    await claimsLapsed();
    await reconcile();
    expect(await copies()).toMatchObject([{ isPaused: false }]);
  });

  it("its ticks are looked after all the same, as soon as QStash says that it has no copy", async () => {
    world.proxy.fault = "refuse";
    await make();
    await awaitTick(world, ID);
    world.proxy.fault = "none";
    expect(await reconcile()).toMatchObject({ ticksMadeUp: 1 });
    await poll(() => jobsOf(world, ID)).toMatchObject([{ status: "completed" }]);
  });

  it("it is ended, and removed when QStash is back", async () => {
    await make();
    world.proxy.fault = "refuse";
    expect(await unschedule({ name: "weekly", organizationId: 7 }, by)).toBe(true);
    expect(await fire(world, ID)).toBe("ignored");
    world.proxy.fault = "none";
    await claimsLapsed();
    await reconcile();
    expect(await copies()).toEqual([]);
  });
});

it("a schedule that QStash will not have is there, and says why", async () => {
  world.proxy.fault = { status: 412, body: '{"error":"too many schedules"}' };
  expect(await make()).toMatchObject({ isRegistered: false });
  expect(await listSchedules()).toMatchObject([
    { registerError: expect.stringContaining("too many schedules") },
  ]);
});

it("a schedule that QStash will not have keeps none of the others from being registered", async () => {
  world.proxy.fault = "refuse";
  for (const name of ["first", "second", "third"]) await make({ name });
  world.proxy.fault = "none";
  await claimsLapsed();
  await world.db.execute(sql`
    update schedules set cron = '0 0 30 2 *', register_claimed_until = register_claimed_until - interval '1 hour'
    where id = 'org.7.first'`);
  expect(await reconcile()).toMatchObject({ schedulesRegistered: 2 });
  expect(await listSchedules()).toMatchObject([
    { id: "org.7.first", isRegistered: false, registerError: expect.stringContaining("never fires") },
    { id: "org.7.second", isRegistered: true },
    { id: "org.7.third", isRegistered: true },
  ]);
});

describe("a paused schedule", () => {
  it("starts nothing, here and at QStash, is reported when it fires all the same, and is audited", async () => {
    await make();
    await awaitTick(world, ID);
    expect([await pauseSchedule(ID, by), await pauseSchedule(ID, by)]).toEqual([true, false]);
    expect(await copies()).toMatchObject([{ isPaused: true }]);
    expect(await fire(world, ID)).toBe("ignored");
    expect(await occurrences(world, ID)).toEqual([]);
    expect(world.events).toContainEqual({
      name: "firing-ignored",
      scheduleId: `test-${ID}`,
      reason: "paused",
    });
    expect(await listSchedules()).toMatchObject([{ isPaused: true, nextTickAt: null }]);
    expect(await deeds()).toEqual([`schedule ${ID} 5`, `pause-schedule ${ID} 5`]);
  });

  it("stays paused through pnpm jobs:setup, and when it is changed", async () => {
    const declared = { schedules: [yearly("nightly")], registry };
    await setUpSchedules(declared);
    await make();
    for (const id of ["nightly", ID]) await pauseSchedule(id, by);
    await setUpSchedules({ schedules: [yearly("nightly", { cron: "0 3 * * *" })], registry });
    await make({ cron: "0 3 * * *" });
    expect(await copies()).toMatchObject([
      { cron: "0 3 * * *", isPaused: true },
      { cron: "0 3 * * *", isPaused: true },
    ]);
  });

  it("resumed begins with its next tick, here and at QStash", async () => {
    await make();
    await pauseSchedule(ID, by);
    await awaitTick(world, ID, 2);
    expect([await resumeSchedule(ID, by), await resumeSchedule(ID, by)]).toEqual([true, false]);
    expect(await copies()).toMatchObject([{ isPaused: false }]);
    const [listed] = await listSchedules();
    expect(listed?.nextTickAt?.getUTCFullYear()).toBe(new Date().getUTCFullYear() + 1);
    expect(await deeds()).toContain(`resume-schedule ${ID} 5`);
  });

  it("whose process died once QStash had paused it fires again when it is resumed", async () => {
    await make();
    // The note that QStash has heard of the pause is as far as the process comes.
    await world.db.execute(sql`
      create function die() returns trigger language plpgsql as $$ begin raise exception 'died'; end $$`);
    await world.db.execute(sql`
      create trigger die before update on schedules for each row
      when (old.registered_at is null and new.registered_at is not null) execute function die()`);
    await pauseSchedule(ID, by);
    await world.db.execute(sql`drop function die cascade`);
    expect(await client.schedules.get(`test-${ID}`)).toMatchObject({ isPaused: true });
    expect(await resumeSchedule(ID, by)).toBe(true);
    expect(await client.schedules.get(`test-${ID}`)).toMatchObject({ isPaused: false });
  });

  it("that is resumed while its pause is on the way to QStash fires again", async () => {
    await make();
    const arrival = new EventEmitter();
    world.proxy.fault = { hold: "/pause", until: once(arrival, "now") };
    const pausing = pauseSchedule(ID, by);
    await poll(() => world.proxy.calls.at(-1)).toMatch(/\/pause$/);
    world.proxy.fault = "none";
    expect(await resumeSchedule(ID, by)).toBe(true);
    arrival.emit("now");
    expect(await pausing).toBe(true);
    expect(await copies()).toMatchObject([{ isPaused: false }]);
  });

  it("that was paused at QStash by hand stays so through changes of ours", async () => {
    await make();
    await client.schedules.pause({ schedule: `test-${ID}` });
    await make({ cron: "0 5 * * *" });
    expect(await copies()).toMatchObject([{ cron: "0 5 * * *", isPaused: true }]);
  });
});

describe("a schedule that is run by hand", () => {
  it("starts its job at once, beside its ticks, also while it is paused", async () => {
    await make({ skipWhen: { depth: 1 }, overlap: "allow" });
    await pauseSchedule(ID, by);
    const run = await runSchedule(ID, by);
    expect(run.outcome).toBe("enqueued");
    await poll(() => jobsOf(world, ID)).toMatchObject([{ status: "completed", organizationId: 7 }]);
    expect(await occurrences(world, ID)).toMatchObject([{ cause: "by_hand", outcome: "enqueued" }]);
    expect(await deeds()).toContain(`run-schedule ${ID} 5`);
    await resumeSchedule(ID, by);
    await awaitTick(world, ID);
    expect(await fire(world, ID)).toBe("enqueued");
  });

  it("overlaps nothing where the schedule lets nothing overlap", async () => {
    await make({}, "wait-for-gate");
    expect(await runSchedule(ID, by)).toMatchObject({ outcome: "enqueued" });
    expect(await runSchedule(ID, by)).toEqual({ outcome: "overlapped" });
    expect(await outcomes(world, ID)).toEqual(["enqueued", "overlapped"]);
    for (const { jobId } of await jobsOf(world, ID)) gate(jobId).open();
    await poll(() => jobsOf(world, ID)).toMatchObject([{ status: "completed" }]);
  });

  it("does nothing where there is none of that id", async () => {
    expect(await runSchedule("nobodys", by)).toEqual({ outcome: "unknown" });
    expect(await deeds()).toEqual([]);
  });
});
