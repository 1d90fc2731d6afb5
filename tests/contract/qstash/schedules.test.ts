import { describe, expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { messageIdOf, setup } from "./setup";

it("a schedule shows its documented fields", async () => {
  const { client, destination } = await setup();
  const before = Date.now();
  const { scheduleId } = await client.schedules.create({
    destination: destination.url("/s"),
    cron: "CRON_TZ=Europe/Berlin  0 2 * * *",
    body: "x",
    headers: { "x-a": "1" },
    retries: 1,
    delay: 10,
    label: "nightly",
    failureCallback: destination.url("/failed"),
  });
  expect(scheduleId).toMatch(/^scd_/);
  const schedule = await client.schedules.get(scheduleId);
  expect(schedule).toMatchObject({
    scheduleId,
    cron: "CRON_TZ=Europe/Berlin 0 2 * * *",
    destination: destination.url("/s"),
    method: "POST",
    header: { "Content-Type": ["application/json"], "X-A": ["1"] },
    body: "x",
    retries: 1,
    delay: 10,
    label: "nightly",
    failureCallback: destination.url("/failed"),
    isPaused: false,
    callerIP: expect.any(String),
  });
  expect(schedule.nextScheduleTime).toBeGreaterThan(before);
  expect(schedule).not.toHaveProperty("lastScheduleTime");
});

it("each create without an id is another schedule, listed in order of creation", async () => {
  const { client, destination, schedules } = await setup();
  const create = () => client.schedules.create({ destination: destination.url("/s"), cron: "0 0 1 1 *" });
  const ids = [(await create()).scheduleId, (await create()).scheduleId];
  expect((await schedules()).map(({ scheduleId }) => scheduleId)).toEqual(ids);
});

it("a create with the same id replaces everything, keeps it paused and keeps createdAt", async () => {
  const { client, destination, name, schedules } = await setup();
  const scheduleId = name("prod.nightly_1");
  await client.schedules.create({
    destination: destination.url("/old"),
    cron: "0 0 * * *",
    scheduleId,
    body: "old",
  });
  const old = await client.schedules.get(scheduleId);
  await client.schedules.pause({ schedule: scheduleId });
  await client.schedules.create({ destination: destination.url("/new"), cron: "0 1 * * *", scheduleId });
  const [schedule, ...others] = await schedules();
  expect(others).toEqual([]);
  expect(schedule).toMatchObject({ destination: destination.url("/new"), cron: "0 1 * * *", isPaused: true });
  expect(schedule).not.toHaveProperty("body");
  expect(schedule?.createdAt).toBe(old.createdAt);
});

it.each(["POST", "PATCH"])("pause and resume work by %s, also twice", async (method) => {
  const { client, http, destination } = await setup();
  const { scheduleId } = await client.schedules.create({
    destination: destination.url("/s"),
    cron: "0 0 * * *",
  });
  for (const [verb, isPaused] of [
    ["pause", true],
    ["pause", true],
    ["resume", false],
    ["resume", false],
  ] as const) {
    expect((await http(method, `/v2/schedules/${scheduleId}/${verb}`)).status).toBe(200);
    expect(await client.schedules.get(scheduleId)).toMatchObject({ isPaused });
  }
});

describe("a firing", () => {
  onlyHere("/_dev fires it; a real one takes a minute");

  it("a firing delivers a message with the schedule's id and is remembered", async () => {
    const { client, server, destination, delivery, ended } = await setup();
    const destinationUrl = destination.url("/fired?a=1");
    await client.schedules.create({
      destination: destinationUrl,
      cron: "0 0 1 1 *",
      scheduleId: "yearly",
      body: "x",
    });
    await fetch(`${server.url}/_dev/schedules/yearly/fire`, { method: "POST" });
    const { headers, body } = await delivery("/fired?a=1");
    expect([headers["upstash-schedule-id"], body.toString()]).toEqual(["yearly", "x"]);
    const messageId = String(headers["upstash-message-id"]);
    await ended(messageId);
    const schedule = await client.schedules.get("yearly");
    expect(schedule.lastScheduleStates).toEqual({ [messageId]: "SUCCESS" });
    expect(schedule.lastScheduleTime).toBeLessThanOrEqual(Date.now());
  });

  it("a callback names the schedule of its message", async () => {
    const { client, server, destination, delivery, name } = await setup();
    const scheduleId = name("reported");
    await client.schedules.create({
      destination: destination.url("/fired"),
      cron: "0 0 1 1 *",
      scheduleId,
      callback: destination.url("/cb"),
    });
    await fetch(`${server.url}/_dev/schedules/${scheduleId}/fire`, { method: "POST" });
    expect(JSON.parse((await delivery("/cb")).body.toString())).toMatchObject({ status: 200, scheduleId });
  });

  it("a deleted schedule is gone, its messages go on", async () => {
    const { client, server, destination } = await setup();
    await client.schedules.create({
      destination: destination.url("/s"),
      cron: "* * * * *",
      scheduleId: "s",
      delay: 60,
    });
    const fired = await fetch(`${server.url}/_dev/schedules/s/fire`, { method: "POST" });
    const messageId = await messageIdOf(fired);
    await client.schedules.delete("s");
    await expect(client.schedules.get("s")).rejects.toMatchObject({ status: 404 });
    await expect(client.schedules.delete("s")).rejects.toMatchObject({ status: 404 });
    expect(await client.messages.get(messageId)).toMatchObject({ scheduleId: "s" });
  });
});

describe("a bad schedule", () => {
  onlyHere("texts of refusals, aliases and seconds are not documented");

  it.each([
    [{ "upstash-cron": "61 * * * *" }, "invalid cron"],
    [{ "upstash-cron": "@daily" }, "invalid cron"],
    [{ "upstash-cron": "* * * * * *" }, "invalid cron"],
    [{ "upstash-cron": "CRON_TZ=Mars/Base 0 0 * * *" }, "invalid cron"],
    [{}, "upstash-cron is missing"],
    [{ "upstash-cron": "0 0 * * *", "upstash-schedule-id": "a/b" }, "upstash-schedule-id"],
    [{ "upstash-cron": "0 0 * * *", "upstash-not-before": "1" }, "upstash-not-before"],
  ])("a create with %j is refused", async (headers: Record<string, string>, message) => {
    const { http, schedules, destination } = await setup();
    const response = await http("POST", `/v2/schedules/${destination.url("/s")}`, { headers });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: expect.stringContaining(message) },
    ]);
    expect(await schedules()).toEqual([]);
  });
});
