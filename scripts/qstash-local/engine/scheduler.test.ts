import { expect, it } from "vitest";
import { specFrom } from "../api/publish-options";
import { createMemoryStorage } from "../storage/memory-storage";
import { createAgenda } from "../time/agenda";
import { createControlledClock } from "../time/controlled-clock";
import { openTables } from "./tables";
import { createTenant } from "./tenant";

const at = (time: string) => Date.parse(`2026-01-01T${time}Z`);
const spec = specFrom(
  {},
  { url: "http://127.0.0.1:1/", headers: new Map(), body: Buffer.alloc(0), callerIp: "" },
);

/** An account at 12:00:30 on a clock that stands. Its messages wait a day, so that nothing is ever sent. */
function setup() {
  const clock = createControlledClock({ frozenAt: at("12:00:30") });
  const tenant = createTenant(
    { token: "t", currentSigningKey: "c", nextSigningKey: "n" },
    { clock, agenda: createAgenda(clock) },
    openTables(createMemoryStorage(), "a"),
    () => {},
  );
  const put = (id: string, cron: string) => tenant.scheduler.put({ id, cron, spec, delayMs: 86_400_000 });
  const fired = () =>
    tenant.account.messages.all().map(({ scheduleId, createdAt }) => [scheduleId, createdAt]);
  return { clock, put, fired, ...tenant };
}

it("fires at each time of its cron", () => {
  const { clock, put, fired } = setup();
  const schedule = put("minutely", "* * * * *");
  expect(schedule.nextScheduleTime).toBe(at("12:01:00"));
  clock.moveTo(at("12:01:00"));
  clock.moveTo(at("12:02:00"));
  expect(fired()).toEqual([
    ["minutely", at("12:02:00")],
    ["minutely", at("12:01:00")],
  ]);
  expect([schedule.lastScheduleTime, schedule.nextScheduleTime]).toEqual([at("12:02:00"), at("12:03:00")]);
});

it("fires once after a gap and does not catch up", () => {
  const { clock, put, fired } = setup();
  put("minutely", "* * * * *");
  clock.moveTo(at("15:00:10"));
  expect(fired()).toEqual([["minutely", at("15:00:10")]]);
});

it("skips its times while paused, and they are not made up later", () => {
  const { clock, put, fired } = setup();
  const schedule = put("minutely", "* * * * *");
  schedule.isPaused = true;
  clock.moveTo(at("12:01:00"));
  expect([fired(), schedule.nextScheduleTime]).toEqual([[], at("12:02:00")]);
  schedule.isPaused = false;
  clock.moveTo(at("12:01:30"));
  expect(fired()).toEqual([]);
  clock.moveTo(at("12:02:00"));
  expect(fired()).toHaveLength(1);
});

it("a replaced schedule fires by its new cron only, a deleted one not at all", () => {
  const { clock, put, fired, scheduler } = setup();
  put("a", "* * * * *");
  put("a", "5 12 * * *");
  put("b", "* * * * *");
  scheduler.delete("b");
  clock.moveTo(at("12:01:00"));
  expect(fired()).toEqual([]);
  clock.moveTo(at("12:05:00"));
  expect(fired()).toEqual([["a", at("12:05:00")]]);
});
