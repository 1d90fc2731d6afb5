import { expect, it } from "vitest";
import { z } from "zod";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

onlyHere("only /_dev fires a schedule at once");

const fired = z.object({ messageId: z.string().optional(), messageIds: z.array(z.string()).optional() });

/** A group `g` with `/a` and `/b`, a schedule `s` that publishes to it, and how to fire that one. */
async function withGroupSchedule() {
  const bundle = await setup();
  const { client, destination, server } = bundle;
  const endpoints = [{ name: "first", url: destination.url("/a") }, { url: destination.url("/b") }];
  await client.urlGroups.addEndpoints({ name: "g", endpoints });
  await client.schedules.create({ destination: "g", cron: "0 0 1 1 *", scheduleId: "s", body: "x" });
  const fire = async () => {
    const response = await fetch(`${server.url}/_dev/schedules/s/fire`, { method: "POST" });
    return [response.status, fired.parse(await response.json())] as const;
  };
  return { ...bundle, fire, schedule: () => client.schedules.get("s") };
}

it("a schedule to a URL group makes one message per endpoint", async () => {
  const { fire, delivery, schedule } = await withGroupSchedule();
  const [, { messageIds = [] }] = await fire();
  const requests = [await delivery("/a"), await delivery("/b")];
  expect(requests.map(({ headers }) => headers["upstash-message-id"])).toEqual(messageIds);
  for (const { headers, body } of requests) {
    expect([headers["upstash-schedule-id"], headers["upstash-topic-name"]]).toEqual(["s", "g"]);
    expect(body.toString()).toBe("x");
  }
  expect(await schedule()).toMatchObject({ destination: "g" });
});

it("the group is what it is at the time of the firing, its default headers too", async () => {
  const { fire, client, http, destination, delivery } = await withGroupSchedule();
  await client.urlGroups.addEndpoints({ name: "g", endpoints: [{ url: destination.url("/late") }] });
  await client.urlGroups.removeEndpoints({ name: "g", endpoints: [{ name: "first" }] });
  const headers = { "Upstash-Forward-X-Default": "1" };
  await http("PATCH", "/v2/topics/g", { body: JSON.stringify({ headers }) });
  await fire();
  expect((await delivery("/late")).headers["x-default"]).toBe("1");
  await delivery("/b");
  expect(destination.requests("/a")).toEqual([]);
});

it("the last run tells the state of each of its messages, and only of those", async () => {
  const { fire, destination, ended, schedule } = await withGroupSchedule();
  destination.answer("/a", { status: 489, headers: { "upstash-nonretryable-error": "true" } });
  const [, { messageIds: [a = "", b = ""] = [] }] = await fire();
  await ended(a);
  await ended(b);
  const first = await schedule();
  expect(first.lastScheduleStates).toEqual({ [a]: "FAIL", [b]: "SUCCESS" });
  destination.answer("/a", "silence");
  const [, { messageIds: [c = "", d = ""] = [] }] = await fire();
  await ended(d);
  const second = await schedule();
  expect(second.lastScheduleStates).toEqual({ [c]: "IN_PROGRESS", [d]: "SUCCESS" });
  expect(second.lastScheduleTime).toBeGreaterThanOrEqual(first.lastScheduleTime ?? Infinity);
});

it("a firing to a group that is gone fails, says so in the schedule, and the next good one clears it", async () => {
  const { fire, client, destination, schedule } = await withGroupSchedule();
  await client.urlGroups.delete("g");
  expect((await fire())[0]).toBe(404);
  const failed = await schedule();
  expect(failed).toMatchObject({ error: expect.stringContaining("URL group g not found") });
  expect(failed).not.toHaveProperty("lastScheduleTime");
  await client.urlGroups.addEndpoints({ name: "g", endpoints: [{ url: destination.url("/a") }] });
  expect((await fire())[0]).toBe(200);
  expect(await schedule()).not.toHaveProperty("error");
});

it("the last run is still known after a restart, and goes on", async () => {
  const { fire, server, destination, ended, schedule } = await withGroupSchedule();
  destination.answer("/a", "silence", 200);
  const [, { messageIds: [a = "", b = ""] = [] }] = await fire();
  await ended(b);
  await destination.received("/a", 1);
  const before = await schedule();
  await server.ours().restart();
  await ended(a);
  const { lastScheduleStates, ...after } = await schedule();
  expect(lastScheduleStates).toEqual({ [a]: "SUCCESS", [b]: "SUCCESS" });
  expect(after).toEqual({ ...before, lastScheduleStates: undefined });
});

it("a message that is retried from the dead-letter queue is none of the last run's", async () => {
  const { fire, client, destination, ended, letters, schedule } = await withGroupSchedule();
  const stop = { status: 489, headers: { "upstash-nonretryable-error": "true" } };
  destination.answer("/a", stop, 200);
  const [, { messageIds: [a = "", b = ""] = [] }] = await fire();
  await ended(a);
  await ended(b);
  const [letter] = await letters();
  const { responses } = await client.dlq.retry([letter?.dlqId ?? ""]);
  await ended(responses[0]?.messageId ?? "");
  expect((await schedule()).lastScheduleStates).toEqual({ [a]: "FAIL", [b]: "SUCCESS" });
});

it("a schedule with a queue enqueues each firing", async () => {
  const { fire, client, destination, schedule } = await withGroupSchedule();
  const queue = client.queue({ queueName: "q" });
  await queue.upsert({ parallelism: 1 });
  await queue.pause();
  const request = { destination: "g", cron: "0 0 1 1 *", scheduleId: "s", queueName: "q" };
  await client.schedules.create(request);
  const [, { messageIds: [a = "", b = ""] = [] }] = await fire();
  expect(await client.messages.get(a)).toMatchObject({ queueName: "q", scheduleId: "s", topicName: "g" });
  await queue.resume();
  await destination.received("/b", 1);
  await expect
    .poll(async () => (await schedule()).lastScheduleStates)
    .toEqual({ [a]: "SUCCESS", [b]: "SUCCESS" });
});
