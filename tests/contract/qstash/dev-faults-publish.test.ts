import { QstashDailyRatelimitError, QstashError, QstashRatelimitError } from "@upstash/qstash";
import { describe, expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { withFaults } from "./with-faults";

onlyHere("/_dev");

const CRON = "0 0 1 1 *";

/** Every way in, with the label "x" somewhere, and whether anything came of it. */
async function withDoors() {
  const world = await withFaults();
  const { client, destination, letters, logs, schedules, ended } = world;
  const url = destination.url("/in");
  destination.answer("/dead", 500);
  const dead = await client.publish({ url: destination.url("/dead"), retries: 0, label: "x" });
  await ended(dead.messageId);
  const [letter] = await letters();
  const dlqId = letter?.dlqId ?? "";
  const doors = {
    publish: () => client.publish({ url, label: "x" }),
    enqueue: () => client.queue({ queueName: "line" }).enqueue({ url, label: "x" }),
    batch: () => client.batch([{ url }, { url, label: "x" }]),
    schedule: () => client.schedules.create({ destination: url, cron: CRON, label: "x" }),
    "dead letter": () => client.dlq.retry(dlqId),
    "dead letters": () => client.dlq.retry([dlqId]),
  };
  /** How many messages, schedules, dead letters there are. */
  const stock = async () => [
    (await logs()).filter(({ state }) => state === "CREATED").length,
    (await schedules()).length,
    (await letters()).length,
  ];
  return { ...world, url, doors, stock };
}

const DOORS = ["publish", "enqueue", "batch", "schedule", "dead letter", "dead letters"] as const;

describe.each(DOORS)("%s", (door) => {
  it.each([401, 500] as const)("refuse answers %d and nothing is stored", async (status) => {
    const { fault, counts, doors, stock } = await withDoors();
    const { id } = await fault({ kind: "refuse", match: { label: "x" }, params: { status } });
    const before = await stock();
    await expect(doors[door]()).rejects.toMatchObject({ status });
    await expect(doors[door]()).rejects.toThrow(QstashError);
    expect(await stock()).toEqual(before);
    expect(await counts(id)).toEqual([2, 2]);
  });

  it("refuse answers 429 with the headers of its limit", async () => {
    const { fault, doors } = await withDoors();
    await fault({ kind: "refuse", params: { status: 429 } });
    const isDaily = ["publish", "enqueue", "batch"].includes(door);
    const kind = isDaily ? QstashDailyRatelimitError : QstashRatelimitError;
    const error = await doors[door]().then(undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ status: 429, remaining: "0", reset: expect.stringMatching(/^\d{10}$/) });
  });

  it("reset breaks the connection and nothing is stored", async () => {
    const { fault, doors, stock } = await withDoors();
    await fault({ kind: "reset", match: { label: "x" }, times: 1 });
    const before = await stock();
    await expect(doors[door]()).rejects.toThrow("fetch failed");
    expect(await stock()).toEqual(before);
    await doors[door]();
    expect(await stock()).not.toEqual(before);
  });

  it("drop-answer stores, and the connection breaks", async () => {
    const { fault, doors, stock } = await withDoors();
    await fault({ kind: "drop-answer", match: { label: "x" } });
    const before = await stock();
    await expect(doors[door]()).rejects.toThrow("fetch failed");
    expect(await stock()).not.toEqual(before);
  });
});

it("slow-answer stores at once and answers later", async () => {
  const { fault, server, url, http, destination, counts } = await withDoors();
  const { id } = await fault({ kind: "slow-answer", match: { url }, params: { ms: 60_000 } });
  const leaving = new AbortController();
  const publishing = fetch(`${server.url}/v2/publish/${url}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}` },
    signal: leaving.signal,
  });
  await destination.received("/in", 1);
  leaving.abort();
  await expect(publishing).rejects.toThrow("aborted");
  expect(await counts(id)).toEqual([1, 1]);
  await fault({ id, kind: "slow-answer", match: { url }, params: { ms: 20 } });
  expect((await http("POST", `/v2/publish/${url}`)).status).toBe(200);
});

it("what is not named passes all of them", async () => {
  const { fault, client, url, faults } = await withDoors();
  const kinds = ["refuse", "reset", "drop-answer"];
  await fault(kinds.map((kind) => ({ kind, match: { label: "x" } })));
  await client.publish({ url, label: "y" });
  await client.batch([{ url }, { url, label: "y" }]);
  expect((await faults()).journal).toEqual([]);
});

it("a queue is named by its name, wherever a message is put into it", async () => {
  const { fault, client, url, counts } = await withDoors();
  const { id } = await fault({ kind: "reset", match: { queueName: "line" } });
  await expect(client.queue({ queueName: "line" }).enqueue({ url })).rejects.toThrow("fetch failed");
  await expect(client.batch([{ url }, { url, queueName: "line" }])).rejects.toThrow("fetch failed");
  const schedule = { destination: url, cron: CRON, queueName: "line" };
  await expect(client.schedules.create(schedule)).rejects.toThrow("fetch failed");
  await client.queue({ queueName: "other" }).enqueue({ url });
  expect(await counts(id)).toEqual([3, 3]);
});

it("a request that is refused for its own mistakes is refused as ever", async () => {
  const { fault, http, counts } = await withDoors();
  const { id } = await fault({ kind: "drop-answer" });
  expect((await http("POST", "/v2/publish/nowhere")).status).toBe(400);
  expect((await http("POST", "/v2/batch", { body: "{" })).status).toBe(400);
  expect((await http("POST", "/v2/dlq/retry/unknown")).status).toBe(404);
  expect(await counts(id)).toEqual([0, 0]);
});
