import { Client } from "@upstash/qstash";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { NOTHING } from "@/lib/jobs/reconcile/tally";
import { pauseSchedule, resumeSchedule } from "@/lib/jobs/schedules/pause-schedule";
import { gate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { startWorld, type World } from "@/tests/helpers/world";
import { awaitTick, declare, fire, jobsOf, newYear, occurrences, outcomes, yearly } from "./almanac";

let world: World;
let client: Client;
beforeAll(async () => {
  quietConsole();
  process.env.JOBS_ENVIRONMENT = "test";
  world = await startWorld();
  client = new Client({ baseUrl: world.qstash.url, token: world.qstash.token });
});
beforeEach(() => void world.events.splice(0));
afterEach(async () => {
  world.proxy.fault = "none";
  await declare();
  await world.db.execute(sql`delete from schedule_occurrences`);
  await world.db.execute(sql`delete from job_executions`);
});
afterAll(() => world.stop());

describe("ticks that did not come", () => {
  it("are made up for by one job, unless the schedule says otherwise", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly", 3);
    expect(await reconcile()).toEqual({ ...NOTHING, ticksMissed: 4, ticksMadeUp: 1, published: 1 });
    expect(await occurrences(world, "nightly")).toMatchObject([
      { tick: newYear(3), cause: "made_up", outcome: "missed" },
      { tick: newYear(2), cause: "made_up", outcome: "missed" },
      { tick: newYear(1), cause: "made_up", outcome: "missed" },
      { tick: newYear(0), cause: "made_up", outcome: "enqueued" },
    ]);
    await poll(() => jobsOf(world, "nightly")).toMatchObject([{ status: "completed" }]);
    expect(world.events.filter(({ name }) => name === "ticks-missed")).toEqual([
      { name: "ticks-missed", scheduleId: "nightly", missed: 4, madeUp: 1 },
    ]);
    expect(await reconcile()).toEqual(NOTHING);
  });

  it.each([
    ["skip" as const, ["missed", "missed", "missed", "missed"]],
    [1, ["missed", "missed", "missed", "enqueued"]],
    [3, ["missed", "enqueued", "enqueued", "enqueued"]],
    [100, ["enqueued", "enqueued", "enqueued", "enqueued"]],
  ])("are made up for as the schedule says: %s", async (missed, expected) => {
    await declare(yearly("nightly", { missed, overlap: "allow" }));
    await awaitTick(world, "nightly", 3);
    await reconcile();
    expect(await outcomes(world, "nightly")).toEqual(expected);
  });

  it("overlap no more than others: the oldest has the turn", async () => {
    await declare(yearly("nightly", { missed: 2 }, "wait-for-gate"));
    await awaitTick(world, "nightly", 1);
    expect(await reconcile()).toMatchObject({ ticksMissed: 2, ticksMadeUp: 1 });
    expect(await outcomes(world, "nightly")).toEqual(["enqueued", "overlapped"]);
    for (const { jobId } of await jobsOf(world, "nightly")) gate(jobId).open();
    await poll(() => jobsOf(world, "nightly")).toMatchObject([{ status: "completed" }]);
  });

  it.each([
    ["once" as const, ["missed", "missed", "enqueued"]],
    [2, ["enqueued", "enqueued", "enqueued"]],
  ])("before one that came: %s", async (missed, expected) => {
    await declare(yearly("nightly", { missed, overlap: "allow" }));
    await awaitTick(world, "nightly", 2);
    expect(await fire(world, "nightly")).toBe("enqueued");
    expect(await reconcile()).toMatchObject({ ticksMissed: 2 });
    expect(await outcomes(world, "nightly")).toEqual(expected);
    expect(await reconcile()).toEqual(NOTHING);
  });

  it("are found once by four passes at a time, and by a firing between them", async () => {
    await declare(yearly("nightly", { missed: 100, overlap: "allow" }));
    await awaitTick(world, "nightly", 9);
    await Promise.all([reconcile(), reconcile(), fire(world, "nightly"), reconcile(), reconcile()]);
    expect(await jobsOf(world, "nightly")).toHaveLength(10);
    expect(await outcomes(world, "nightly")).toEqual(Array.from({ length: 10 }, () => "enqueued"));
  });

  it("and one that comes meanwhile start no two jobs at once where none may overlap", async () => {
    await declare(yearly("nightly", { missed: 100 }, "wait-for-gate"));
    await awaitTick(world, "nightly", 9);
    await Promise.all([reconcile(), fire(world, "nightly"), reconcile(), fire(world, "nightly")]);
    expect((await outcomes(world, "nightly")).toSorted()).toEqual([
      "enqueued",
      ...Array.from({ length: 9 }, () => "overlapped"),
    ]);
    for (const { jobId } of await jobsOf(world, "nightly")) gate(jobId).open();
    await poll(() => jobsOf(world, "nightly")).toMatchObject([{ status: "completed" }]);
  });

  it("of many weeks by the minute are a hundred at most", async () => {
    await declare(yearly("busy", { cron: "* * * * *", missed: 2, overlap: "allow" }));
    await awaitTick(world, "busy", 1);
    expect(await reconcile()).toMatchObject({ ticksMissed: 100, ticksMadeUp: 2 });
    expect(await reconcile()).toMatchObject({ ticksMissed: 0 });
  });

  it("wait while QStash cannot be asked whether somebody has paused the schedule there", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    world.proxy.fault = "refuse";
    expect(await reconcile()).toEqual({ ...NOTHING, left: 1 });
    world.proxy.fault = "none";
    expect(await reconcile()).toMatchObject({ ticksMissed: 1, ticksMadeUp: 1 });
  });

  it("because QStash has lost its copy bring the copy back", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    await client.schedules.delete("test-nightly");
    expect(await reconcile()).toMatchObject({ ticksMadeUp: 1, schedulesRegistered: 1 });
    expect(await client.schedules.get("test-nightly")).toMatchObject({ isPaused: false });
  });
});

describe("ticks that are not missed", () => {
  it("lie before the schedule was made", async () => {
    await declare(yearly("nightly"));
    expect(await reconcile()).toEqual(NOTHING);
  });

  it("lie before its cron was changed", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly", 2);
    await declare(yearly("nightly", { cron: "0 1 1 1 *" }));
    expect(await reconcile()).toEqual(NOTHING);
  });

  it("lie in a pause", async () => {
    await declare(yearly("nightly"));
    await pauseSchedule("nightly", { userId: 7 });
    await awaitTick(world, "nightly", 2);
    expect(await reconcile()).toEqual(NOTHING);
    await resumeSchedule("nightly", { userId: 7 });
    expect(await reconcile()).toEqual(NOTHING);
    expect(await fire(world, "nightly")).toBe("ignored");
  });

  it("lie in a pause that somebody made at QStash by hand", async () => {
    await declare(yearly("nightly"));
    await client.schedules.pause({ schedule: "test-nightly" });
    await awaitTick(world, "nightly", 2);
    expect(await reconcile()).toEqual(NOTHING);
    await client.schedules.resume({ schedule: "test-nightly" });
    expect(await reconcile()).toEqual(NOTHING);
    expect(await occurrences(world, "nightly")).toEqual([]);
  });

  it("are younger than two minutes: QStash may be on its way", async () => {
    await declare(yearly("nightly"));
    await world.db.execute(sql`update schedules set next_tick_at = clock_timestamp() - interval '1 minute'`);
    expect(await reconcile()).toEqual(NOTHING);
  });
});

describe("what became of ticks", () => {
  it("is kept as long as ended jobs are, then goes, and none of them comes again", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    await fire(world, "nightly");
    await poll(() => jobsOf(world, "nightly")).toMatchObject([{ status: "completed" }]);
    await world.db.execute(sql`update schedule_occurrences set at = clock_timestamp() - interval '89 days'`);
    expect(await reconcile()).toMatchObject({ occurrencesPruned: 0 });
    await world.db.execute(sql`update schedule_occurrences set at = at - interval '2 days'`);
    expect(await reconcile()).toMatchObject({ occurrencesPruned: 1 });
    expect(await fire(world, "nightly")).toBe("ignored");
    expect(await reconcile()).toMatchObject({ ticksMissed: 0 });
  });
});

describe("a made-up tick outside of business hours", () => {
  it.each(["skip", "defer"] as const)("is as the schedule says: %s", async (policy) => {
    const day = (["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const)[
      (new Date().getUTCDay() + 3) % 7
    ];
    await declare(
      yearly("nightly", { outside: { days: [day ?? "sun"], from: "09:00", to: "17:00", policy } }),
    );
    await awaitTick(world, "nightly");
    await reconcile();
    const jobs = await jobsOf(world, "nightly");
    if (policy === "skip") expect([jobs, await outcomes(world, "nightly")]).toEqual([[], ["outside_hours"]]);
    else expect(jobs).toMatchObject([{ status: "pending", notBefore: expect.stringContaining(" 09:00:00") }]);
  });
});
