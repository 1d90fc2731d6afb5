import { describe, expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

const YEARLY = "0 0 1 1 *";

it("every publish option shows in the schedule", async () => {
  const { client, destination, name } = await setup();
  const scheduleId = name("all");
  await client.schedules.create({
    scheduleId,
    destination: destination.url("/s"),
    cron: YEARLY,
    method: "PUT",
    body: "x",
    headers: { "x-a": "1", "content-type": "text/plain" },
    retries: 7,
    retryDelay: "1000 * retried",
    delay: 90,
    timeout: 30,
    callback: destination.url("/cb"),
    failureCallback: destination.url("/fcb"),
    label: ["a", "b"],
  });
  expect(await client.schedules.get(scheduleId)).toMatchObject({
    method: "PUT",
    body: "x",
    header: { "X-A": ["1"], "Content-Type": ["text/plain"] },
    retries: 7,
    retryDelayExpression: "1000 * retried",
    delay: 90,
    callback: destination.url("/cb"),
    failureCallback: destination.url("/fcb"),
    label: "a",
    labels: ["a", "b"],
  });
});

it("a body that is not UTF-8 is shown as base64", async () => {
  const { http, client, destination, name } = await setup();
  const headers = { "upstash-cron": YEARLY, "upstash-schedule-id": name("bytes") };
  const path = `/v2/schedules/${destination.url("/s")}`;
  await http("POST", path, { headers, body: Uint8Array.of(0xff, 0x00) });
  const schedule = await client.schedules.get(headers["upstash-schedule-id"]);
  expect(schedule).toMatchObject({ bodyBase64: "/wA=" });
  expect(schedule).not.toHaveProperty("body");
});

it("the method is POST unless asked for otherwise", async () => {
  const { client, destination } = await setup();
  const { scheduleId } = await client.schedules.create({ destination: destination.url("/s"), cron: YEARLY });
  expect(await client.schedules.get(scheduleId)).toMatchObject({ method: "POST" });
});

it("a schedule that is created anew under its id loses every option that is left out", async () => {
  const { client, destination, name } = await setup();
  const base = { destination: destination.url("/s"), cron: YEARLY, scheduleId: name("again") };
  const options = {
    body: "x",
    label: "l",
    delay: 5,
    callback: destination.url("/cb"),
    headers: { "x-a": "1" },
  };
  await client.schedules.create({ ...base, ...options });
  await client.schedules.create(base);
  const schedule = await client.schedules.get(base.scheduleId);
  for (const gone of ["body", "label", "labels", "delay", "callback"])
    expect(schedule).not.toHaveProperty(gone);
  expect(schedule.header).toEqual({ "Content-Type": ["application/json"] });
});

it("a queue is shown, and a new schedule under the same id without one drops it", async () => {
  const { client, destination, name } = await setup();
  const request = { destination: destination.url("/s"), cron: YEARLY, scheduleId: name("queued") };
  const queueName = name("q");
  await client.schedules.create({ ...request, queueName });
  expect(await client.schedules.get(request.scheduleId)).toMatchObject({ queueName });
  await client.schedules.create(request);
  expect(await client.schedules.get(request.scheduleId)).not.toHaveProperty("queueName");
});

it("flow control is shown, and a new schedule under the same id without it drops it", async () => {
  const { client, destination, name } = await setup();
  const request = { destination: destination.url("/s"), cron: YEARLY, scheduleId: name("flow") };
  const key = name("k");
  await client.schedules.create({ ...request, flowControl: { key, parallelism: 2, rate: 5, period: "1m" } });
  expect(await client.schedules.get(request.scheduleId)).toMatchObject({
    flowControlKey: key,
    parallelism: 2,
    rate: 5,
    period: 60,
  });
  await client.schedules.create(request);
  expect(await client.schedules.get(request.scheduleId)).not.toHaveProperty("flowControlKey");
});

it("the token of the request is neither shown nor delivered", async () => {
  const { server, client, destination, name } = await setup();
  const id = name("token");
  const query = `upstash-cron=${encodeURIComponent(YEARLY)}&upstash-schedule-id=${id}&upstash-header-forward=true`;
  const token = `qstash_token=${encodeURIComponent(server.token)}`;
  const url = `${server.url}/v2/schedules/${destination.url("/s")}?${query}&${token}`;
  expect((await fetch(url, { method: "POST", headers: { "x-a": "1" } })).status).toBe(200);
  const { header } = await client.schedules.get(id);
  expect(header).toMatchObject({ "X-A": ["1"] });
  expect(JSON.stringify(header)).not.toContain(server.token);
});

describe("a create is refused", () => {
  onlyHere("choices 2 and 12, and plans differ");

  it.each([
    [{ "upstash-queue-name": "a/b" }, 400, "invalid queue name"],
    [{ "upstash-queue-name": "q", "upstash-delay": "5s" }, 400, "upstash-delay"],
    [{ "upstash-delay": "366d" }, 412, "upstash-delay"],
    [{ "upstash-retries": "many" }, 400, "upstash-retries"],
  ])("with %j", async (options: Record<string, string>, status, text) => {
    const { http, destination, schedules } = await setup();
    const headers = { "upstash-cron": YEARLY, ...options };
    const response = await http("POST", `/v2/schedules/${destination.url("/s")}`, { headers });
    expect([response.status, await response.json()]).toEqual([
      status,
      { error: expect.stringContaining(text) },
    ]);
    expect(await schedules()).toEqual([]);
  });

  it("to a URL group that does not exist", async () => {
    const { client } = await setup();
    await expect(client.schedules.create({ destination: "nobody", cron: YEARLY })).rejects.toMatchObject({
      status: 400,
    });
  });

  it("beyond a thousand, while those that are there can still be replaced", async () => {
    const { client, http, destination } = await setup();
    const create = (id: string) => {
      const headers = { "upstash-cron": YEARLY, "upstash-schedule-id": id };
      return http("POST", `/v2/schedules/${destination.url("/s")}`, { headers });
    };
    for (let n = 0; n < 1000; n++) await create(`s${n}`);
    const refused = await create("over");
    expect([refused.status, await refused.json()]).toEqual([
      412,
      { error: "too many schedules: an account has at most 1000" },
    ]);
    expect((await create("s7")).status).toBe(200);
    expect(await client.schedules.list()).toHaveLength(1000);
  });
});
