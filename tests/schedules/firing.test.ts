import { Client } from "@upstash/qstash";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { enqueueMany } from "@/lib/jobs/enqueue-many";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { exercise, gate } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { wholeFootprint } from "@/tests/helpers/rows";
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
  await declare();
  await world.db.execute(sql`delete from schedule_occurrences`);
  await world.db.execute(sql`delete from job_executions`);
});
afterAll(() => world.stop());

/** Names and reasons of what was reported. */
function reports() {
  return world.events.filter(({ name }) => name === "firing-ignored");
}

describe("a firing", () => {
  it("starts the job once, with its schedule and its tick", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    expect(await fire(world, "nightly")).toBe("enqueued");
    await poll(() => jobsOf(world, "nightly")).toMatchObject([
      { status: "completed", scheduledFor: expect.stringContaining(newYear().slice(0, 10)) },
    ]);
    const [job] = await jobsOf(world, "nightly");
    expect(await occurrences(world, "nightly")).toEqual([
      { tick: newYear(), cause: "fired", outcome: "enqueued", jobId: job?.jobId },
    ]);
  });

  it("that comes twenty times at once, and again later, is one", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    const codes = await Promise.all(Array.from({ length: 20 }, () => fire(world, "nightly")));
    expect(codes.toSorted()).toEqual([...Array.from({ length: 19 }, () => "doubled"), "enqueued"]);
    expect(await fire(world, "nightly")).toBe("doubled");
    expect(await jobsOf(world, "nightly")).toHaveLength(1);
    expect(reports()).toEqual([]);
  });

  it("comes from QStash when its clock reaches the tick, and starts the job", async () => {
    await declare(yearly("hourly", { cron: "0 * * * *" }));
    await world.db.execute(sql`
      update schedules set next_tick_at = date_trunc('hour', clock_timestamp() + interval '30 seconds')`);
    await world.qstash.clock.freeze();
    await world.qstash.clock.advance("1h");
    await world.qstash.clock.reset();
    await poll(() => jobsOf(world, "hourly")).toMatchObject([{ status: "completed" }]);
    const { lastScheduleStates = {} } = await client.schedules.get("test-hourly");
    expect(Object.values(lastScheduleStates)).toEqual(["SUCCESS"]);
  });

  it("of a tick from before the schedule was made does nothing and is reported", async () => {
    await declare(yearly("nightly"));
    expect(await fire(world, "nightly")).toBe("ignored");
    expect(await occurrences(world, "nightly")).toEqual([]);
    expect(reports()).toMatchObject([{ scheduleId: "test-nightly", reason: "not-due" }]);
  });

  it.each([
    ["that is declared no more", "gone", "test", "unknown"],
    ["of another environment", "nightly", "production", "foreign"],
  ])("of a schedule %s does nothing and is reported", async (_, id, environment, reason) => {
    await declare(yearly("nightly"), yearly("gone"));
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    const before = await wholeFootprint(world.db);
    expect(await fire(world, id, environment)).toBe("ignored");
    expect(await wholeFootprint(world.db)).toBe(before);
    expect(reports()).toMatchObject([{ scheduleId: `${environment}-${id}`, reason }]);
  });

  it("that says more than which schedule it is, is never delivered again", async () => {
    const body = { v: 1, schedule: "test-nightly", payload: { act: "return" } };
    expect((await world.deliver("/api/jobs/schedule", body)).status).toBe(489);
  });

  it("without QStash's signature is refused", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    const forged = await world.deliver(
      "/api/jobs/schedule",
      { v: 1, schedule: "test-nightly" },
      { key: "sig_of_somebody" },
    );
    expect([forged.status, await jobsOf(world, "nightly")]).toEqual([401, []]);
  });

  it("in a copied database does nothing", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    await world.db.execute(sql`insert into job_install (environment, epoch) values ('production', 1)
      on conflict ("only") do update set environment = 'production'`);
    expect(await fire(world, "nightly")).toBe("foreign-database");
    expect(await occurrences(world, "nightly")).toEqual([]);
    await world.db.execute(sql`delete from job_install`);
  });

  it("starts a job whose message leaves later while QStash is away", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    world.proxy.fault = "refuse";
    expect(await fire(world, "nightly")).toBe("enqueued");
    world.proxy.fault = "none";
    await world.db.execute(
      sql`update job_executions set publish_claimed_until = clock_timestamp() - interval '1 s'`,
    );
    await reconcile();
    await poll(() => jobsOf(world, "nightly")).toMatchObject([{ status: "completed" }]);
  });
});

describe("a tick while the last one's job is open", () => {
  it.each([
    ["skip" as const, ["enqueued", "overlapped"], "overlapped"],
    ["allow" as const, ["enqueued", "enqueued"], "enqueued"],
  ])("is as the schedule says: %s", async (overlap, expected, code) => {
    await declare(yearly("nightly", { overlap }, "wait-for-gate"));
    await awaitTick(world, "nightly");
    await fire(world, "nightly");
    // As if that had been last year's.
    await world.db.execute(sql`update schedule_occurrences set tick = tick - interval '1 year'`);
    await awaitTick(world, "nightly");
    expect(await fire(world, "nightly")).toBe(code);
    expect(await outcomes(world, "nightly")).toEqual(expected);
    for (const { jobId } of await jobsOf(world, "nightly")) gate(jobId).open();
    await poll(async () => new Set((await jobsOf(world, "nightly")).map(({ status }) => status))).toEqual(
      new Set(["completed"]),
    );
  });
});

describe("a tick while many jobs of its type are open", () => {
  it("is skipped from that depth on, and not below it", async () => {
    await declare(yearly("shallow", { skipWhen: { depth: 3 } }), yearly("deep", { skipWhen: { depth: 4 } }));
    const payloads = [1, 2, 3].map(() => ({ act: "return" as const }));
    await enqueueMany(exercise, payloads, { delay: 1000 });
    for (const id of ["shallow", "deep"]) await awaitTick(world, id);
    expect(await fire(world, "shallow")).toBe("too-deep");
    expect(await fire(world, "deep")).toBe("enqueued");
    expect(await outcomes(world, "shallow")).toEqual(["too_deep"]);
  });
});

/** Hours on the day after the day after tomorrow. */
function hours(policy: "skip" | "defer") {
  const day = (["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const)[(new Date().getUTCDay() + 3) % 7];
  return { outside: { days: [day ?? "sun"], from: "09:00", to: "17:00", policy } };
}

describe("a tick outside of business hours", () => {
  it("is skipped where the schedule says so", async () => {
    await declare(yearly("nightly", hours("skip")));
    await awaitTick(world, "nightly");
    expect(await fire(world, "nightly")).toBe("outside-hours");
    expect(await jobsOf(world, "nightly")).toEqual([]);
  });

  it("starts its job as they begin where the schedule says so", async () => {
    await declare(yearly("nightly", hours("defer")));
    await awaitTick(world, "nightly");
    expect(await fire(world, "nightly")).toBe("enqueued");
    const opens = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    expect(await jobsOf(world, "nightly")).toMatchObject([
      { status: "pending", notBefore: expect.stringContaining(`${opens} 09:00:00`) },
    ]);
  });
});
