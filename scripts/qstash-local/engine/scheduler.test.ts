import { expect, it } from "vitest";
import { publishScheduled } from "../api/publish-scheduled";
import { createMemoryStorage } from "../storage/memory-storage";
import { createAgenda } from "../time/agenda";
import { createControlledClock } from "../time/controlled-clock";
import { finish } from "./settle";
import { openTables } from "./tables";
import { createTenant } from "./tenant";

const at = (time: string) => Date.parse(`2026-01-01T${time}Z`);
const request = {
  destination: "http://127.0.0.1:1/",
  headers: new Map([["upstash-delay", ["1d"]]]),
  body: Buffer.alloc(0),
  callerIp: "",
};

const group = { name: "g", createdAt: 0, updatedAt: 0, headers: new Map() };

/** An account at 12:00:30 on a clock that stands. Its messages wait a day, so that nothing is ever sent. */
function setup() {
  const clock = createControlledClock({ frozenAt: at("12:00:30") });
  const tenant = createTenant(
    { token: "t", currentSigningKey: "c", nextSigningKey: "n" },
    { clock, agenda: createAgenda(clock) },
    openTables(createMemoryStorage(), "a"),
    { announce: () => {}, publishScheduled },
  );
  const put = (id: string, cron: string, destination = request.destination) =>
    tenant.scheduler.put({ id, cron, request: { ...request, destination } });
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

it("how the last run went outlives its messages", () => {
  const { put, account, scheduler } = setup();
  const schedule = put("s", "0 0 1 1 *");
  const [id = ""] = scheduler.fire(schedule);
  expect([...schedule.lastStates]).toEqual([[id, "IN_PROGRESS"]]);
  const message = account.messages.find(id);
  if (message) finish(account, message, "DELIVERED");
  account.tables.finished.delete(id);
  expect(account.messages.find(id)).toBeUndefined();
  expect([...schedule.lastStates]).toEqual([[id, "SUCCESS"]]);
});

it("a firing that is refused at its time leaves its reason and keeps the plan", () => {
  const { clock, put, account, fired } = setup();
  account.urlGroups.save({ ...group, endpoints: [{ url: "http://127.0.0.1:1/" }] });
  const schedule = put("s", "* * * * *", "g");
  account.urlGroups.delete("g");
  clock.moveTo(at("12:01:00"));
  expect([fired(), schedule.lastScheduleTime]).toEqual([[], undefined]);
  expect(schedule.error).toContain("URL group g not found");
  account.urlGroups.save({ ...group, endpoints: [{ url: "http://127.0.0.1:1/" }] });
  clock.moveTo(at("12:02:00"));
  expect([fired(), schedule.error]).toEqual([[["s", at("12:02:00")]], undefined]);
});
