import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { pageOfSchedules } from "@/lib/jobs/reading/list-schedules";
import { forgetDrift, readDrift } from "@/lib/jobs/schedules/drift";
import { pauseSchedule } from "@/lib/jobs/schedules/pause-schedule";
import { runSchedule } from "@/lib/jobs/schedules/run-schedule";
import { schedule } from "@/lib/jobs/schedules/schedule";
import { exercise } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { startWorld, type World } from "@/tests/helpers/world";
import { awaitTick, declare, fire, jobsOf, registry, YEARLY, yearly } from "@/tests/schedules/almanac";

let world: World;
beforeAll(async () => {
  quietConsole();
  process.env.JOBS_ENVIRONMENT = "test";
  world = await startWorld();
});
afterEach(() => {
  world.proxy.fault = "none";
  forgetDrift();
});
afterAll(() => world.stop());

const by = { userId: 5 };
const drift = (...schedules: Parameters<typeof declare>) => readDrift({ schedules, registry });

describe("schedules on a screen", () => {
  it("have their last results with how the jobs ended, the latest first", async () => {
    await declare(yearly("nightly"));
    await awaitTick(world, "nightly");
    await fire(world, "nightly");
    await poll(() => jobsOf(world, "nightly")).toMatchObject([{ status: "completed" }]);
    const run = await runSchedule("nightly", by);
    const jobId = run.outcome === "enqueued" ? run.jobId : "";
    await world.waitFor(jobId, "completed");
    const { schedules, next } = await pageOfSchedules(world.db, { of: "code" });
    expect(next).toBeNull();
    expect(schedules).toMatchObject([
      {
        id: "nightly",
        type: "exercise",
        cron: YEARLY,
        pausedAt: null,
        last: [
          { cause: "by_hand", outcome: "enqueued", jobId, status: "completed" },
          { cause: "fired", outcome: "enqueued", status: "completed" },
        ],
      },
    ]);
  });

  it("come in pages, those of organizations apart", async () => {
    for (const name of ["a", "b", "c"])
      await schedule(
        exercise,
        { act: "return" },
        { name, actor: { userId: 5, organizationId: 7 }, cron: YEARLY },
      );
    const first = await pageOfSchedules(world.db, { of: "organizations", limit: 2 });
    expect(first.schedules.map(({ id }) => id)).toEqual(["org.7.a", "org.7.b"]);
    expect(first.next).toBe("org.7.b");
    const second = await pageOfSchedules(world.db, { of: "organizations", limit: 2, after: "org.7.b" });
    expect(second).toMatchObject({ schedules: [{ id: "org.7.c", organizationId: 7 }], next: null });
    expect((await pageOfSchedules(world.db, { of: "code" })).schedules).toHaveLength(1);
  });

  it("say that they are paused", async () => {
    await pauseSchedule("nightly", by);
    const [found] = (await pageOfSchedules(world.db, { of: "code" })).schedules;
    expect(found?.pausedAt).toBeInstanceOf(Date);
  });
});

describe("the drift", () => {
  it("is nothing where all is as declared, and else what set-up would do", async () => {
    expect(await drift(yearly("nightly"))).toEqual({ isKnown: true, lines: [] });
    forgetDrift();
    const { isKnown, ...found } = await drift(yearly("nightly"), yearly("weekly"));
    expect(isKnown).toBe(true);
    expect(JSON.stringify(found)).toContain("+ test-weekly");
  });

  it("is asked for once in a while, not with each look", async () => {
    await drift(yearly("nightly"));
    const { length } = world.proxy.calls;
    await drift(yearly("nightly"));
    expect(world.proxy.calls).toHaveLength(length);
  });

  it.each(["silence", "refuse"] as const)(
    "cannot be told within bounds while QStash is away: %s",
    async (fault) => {
      world.proxy.fault = fault;
      const begun = performance.now();
      expect(await drift(yearly("nightly"))).toMatchObject({ isKnown: false });
      expect(performance.now() - begun).toBeLessThan(6_000);
      world.proxy.hangUp();
    },
  );
});
