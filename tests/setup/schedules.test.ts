import { Client } from "@upstash/qstash";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RECONCILE_MESSAGE } from "@/lib/jobs/reconcile/route";
import { isUpToDate, type Plan } from "@/lib/jobs/schedules/plan";
import { planSchedules, setUpSchedules } from "@/lib/jobs/schedules/set-up";
import { registry } from "@/lib/registry";
import { schedules as all } from "@/lib/schedules";
import { startWorld, type World } from "@/tests/helpers/world";

const ID = "test-reconcile";
/** The one that calls a route; what is said of it holds for each. */
const [reconcile] = all;
const schedules = [reconcile];
let world: World;
let client: Client;

beforeAll(async () => {
  process.env.JOBS_ENVIRONMENT = "test";
  world = await startWorld();
  client = new Client({ baseUrl: world.qstash.url, token: world.qstash.token });
});
afterAll(() => world.stop());
beforeEach(async () => {
  for (const { scheduleId } of await client.schedules.list()) await client.schedules.delete(scheduleId);
});

function verbs(plan: Plan): string[] {
  return plan.map(({ verb, id }) => `${verb} ${id}`);
}

/** A schedule that somebody else made, at this destination. */
function foreign(scheduleId: string, destination: string) {
  return client.schedules.create({ scheduleId, destination, cron: "0 4 * * *", body: "theirs", retries: 2 });
}

describe("setting up the schedules", () => {
  it("registers the declared ones under this environment's name, whole", async () => {
    expect(verbs(await setUpSchedules({ schedules, registry }))).toEqual([`create ${ID}`]);
    expect(await client.schedules.list()).toMatchObject([
      {
        scheduleId: ID,
        destination: `${world.app.url}/api/jobs/reconcile`,
        cron: "*/5 * * * *",
        method: "POST",
        body: JSON.stringify(RECONCILE_MESSAGE),
        header: { "Content-Type": ["application/json"] },
        retries: 1,
        isPaused: false,
      },
    ]);
  });

  it("changes nothing the second time", async () => {
    await setUpSchedules({ schedules, registry });
    const before = await client.schedules.list();
    const again = await setUpSchedules({ schedules, registry });
    expect(isUpToDate(again)).toBe(true);
    expect(await client.schedules.list()).toEqual(before);
  });

  it("touches no schedule of another environment, another app, or nobody in particular", async () => {
    await foreign("production-reconcile", `${world.app.url}/api/jobs/reconcile`);
    await foreign("test-nightly", "https://other-app.example/api/jobs/nightly");
    await foreign("tests-nightly", `${world.app.url}/api/jobs/nightly`);
    await client.schedules.create({ destination: `${world.app.url}/api/jobs/reconcile`, cron: "0 0 * * *" });
    const before = await client.schedules.list();
    await setUpSchedules({ schedules, registry });
    await setUpSchedules({ schedules: [], registry });
    expect(await client.schedules.list()).toEqual(before);
  });

  it("deletes a schedule of its own that is declared no more", async () => {
    await foreign("test-nightly", `${world.app.url}/api/jobs/nightly`);
    expect(verbs(await setUpSchedules({ schedules, registry }))).toEqual([
      `create ${ID}`,
      "delete test-nightly",
    ]);
    expect((await client.schedules.list()).map(({ scheduleId }) => scheduleId)).toEqual([ID]);
  });

  it.each([
    ["cron", { cron: "0 3 * * *" }],
    ["destination", { destination: "https://elsewhere.example/api/jobs/reconcile" }],
    ["body", { body: "{}" }],
    ["retries", { retries: 5 }],
    ["timeout", { timeout: 20 }],
    ["method", { method: "PUT" as const }],
    ["header Content-Type", { headers: { "Content-Type": "text/plain" } }],
    ["delay", { delay: 60 }],
    ["callback", { callback: "https://elsewhere.example/callback" }],
  ])("corrects a schedule whose %s was edited by hand", async (setting, edit) => {
    await setUpSchedules({ schedules, registry });
    const [declared] = await client.schedules.list();
    await client.schedules.create({
      scheduleId: ID,
      destination: `${world.app.url}/api/jobs/reconcile`,
      cron: "*/5 * * * *",
      body: JSON.stringify(RECONCILE_MESSAGE),
      retries: 1,
      timeout: 150,
      method: "POST",
      ...edit,
    });
    const plan = await setUpSchedules({ schedules, registry });
    expect(plan).toMatchObject([{ verb: "change", id: ID, differences: [{ setting }] }]);
    const { nextScheduleTime: _, ...corrected } = (await client.schedules.list())[0] ?? {};
    expect(declared).toMatchObject(corrected);
  });

  it("leaves a paused schedule paused, also when it has to change it", async () => {
    await setUpSchedules({ schedules, registry });
    await client.schedules.pause({ schedule: ID });
    expect(await setUpSchedules({ schedules, registry })).toEqual([
      { verb: "keep", id: ID, isPaused: true, isRunTime: false },
    ]);
    const hourly = schedules.map((schedule) => ({ ...schedule, cron: "0 * * * *" }));
    await setUpSchedules({ schedules: hourly, registry });
    expect(await client.schedules.get(ID)).toMatchObject({ cron: "0 * * * *", isPaused: true });
  });

  it("ends with one schedule when five do it at once", async () => {
    await Promise.all(Array.from({ length: 5 }, () => setUpSchedules({ schedules, registry })));
    expect((await client.schedules.list()).map(({ scheduleId }) => scheduleId)).toEqual([ID]);
    expect(isUpToDate(await planSchedules({ schedules, registry }))).toBe(true);
  });
});

it("all that the app declares are registered: the clean-ups with their times by UTC", async () => {
  await setUpSchedules({ schedules: all, registry });
  const registered = await client.schedules.list();
  const crons = registered.map(({ scheduleId, cron }) => [scheduleId, cron]);
  expect(Object.fromEntries(crons)).toEqual({
    "test-reconcile": "*/5 * * * *",
    "test-clean-up-sessions": "0 2 * * *",
    "test-clean-up-temp-files": "30 2 * * *",
    "test-clean-up-invitations": "0 3 * * 0",
    "test-clean-up-logs": "30 3 * * 0",
    "test-clean-up-job-history": "0 4 * * 0",
  });
  expect(isUpToDate(await planSchedules({ schedules: all, registry }))).toBe(true);
});

it("a firing of the reconcile schedule is one reconcile pass", async () => {
  await setUpSchedules({ schedules, registry });
  await fetch(`${world.qstash.url}/_dev/schedules/${ID}/fire`, { method: "POST" });
  await expect.poll(() => world.events.filter(({ name }) => name === "reconciled")).toHaveLength(1);
  await expect
    .poll(async () => Object.values((await client.schedules.get(ID)).lastScheduleStates ?? {}))
    .toEqual(["SUCCESS"]);
});
