import { expect, it } from "vitest";
import { randomCredentials } from "@/scripts/qstash-local/credentials";
import { startQStashLocal } from "@/scripts/qstash-local/server";
import { onlyHere } from "./only-here";
import { withFaults } from "./with-faults";

onlyHere("/_dev");

type World = Awaited<ReturnType<typeof withFaults>>;

const noRetry = { retries: 0 } as const;

/** Publishes so many with a label one after another; returns how each ended. */
async function endsOf({ client, destination, ended }: World, count: number, label = "x") {
  const ends: (string | undefined)[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const { messageId } = await client.publish({ url: destination.url("/ends"), label, ...noRetry });
    ends.push((await ended(messageId)).at(-1));
  }
  return ends;
}

it("a rule is listed with its defaults, its seed and its counts", async () => {
  const { fault, faults } = await withFaults();
  const seed = expect.any(Number);
  await fault({ kind: "drop-request" });
  const defaults = { match: {}, after: 0, probability: 1, params: {}, matched: 0, applied: 0, seed };
  expect(await faults()).toEqual({
    rules: [{ id: "fault-1", kind: "drop-request", ...defaults }],
    journal: [],
  });
});

it("several rules are added at once, or none when one is wrong", async () => {
  const { dev, faults } = await withFaults();
  const good = { kind: "reset" };
  expect((await dev("POST", "faults", [good, { kind: "late" }])).status).toBe(400);
  expect((await faults()).rules).toEqual([]);
  await dev("POST", "faults", [good, { id: "mine", kind: "late", params: { ms: 5 } }]);
  expect((await faults()).rules.map(({ id, kind }) => [id, kind])).toEqual([
    ["fault-1", "reset"],
    ["mine", "late"],
  ]);
});

it.each([
  [{ kind: "explode" }, "kind"],
  [{}, "kind"],
  [{ kind: "late" }, "params"],
  [{ kind: "late", params: { ms: -1 } }, "params.ms"],
  [{ kind: "refuse", params: { status: 418 } }, "params.status"],
  [{ kind: "sign", params: { with: "love" } }, "params.with"],
  [{ kind: "reset", match: { lable: "x" } }, "match"],
  [{ kind: "reset", probability: 2 }, "probability"],
  [{ kind: "reset", times: 0 }, "times"],
  [{ kind: "reset", seed: 1.5 }, "seed"],
  [{ kind: "reset", id: "a b" }, "id"],
])("%j is refused with the field and the kinds there are", async (rule, field) => {
  const { dev } = await withFaults();
  const response = await dev("POST", "faults", rule);
  expect(response.status).toBe(400);
  const { error } = await response.json();
  expect(error).toContain(`invalid fault rule: ${field}: `);
  expect(error).toContain("drop-request");
});

it("what is no rule at all is refused", async () => {
  const { dev, server } = await withFaults();
  for (const body of [5, "x", null, [[]]]) expect((await dev("POST", "faults", body)).status).toBe(400);
  const broken = await fetch(`${server.url}/_dev/faults`, { method: "POST", body: "{" });
  expect(broken.status).toBe(400);
});

it("a label is struck, other messages are untouched", async () => {
  const world = await withFaults();
  const { id } = await world.fault({ kind: "drop-request", match: { label: "x" } });
  expect(await endsOf(world, 1, "x")).toEqual(["FAILED"]);
  expect(await endsOf(world, 1, "y")).toEqual(["DELIVERED"]);
  const { messageId } = await world.client.publish({ url: world.destination.url("/none") });
  expect((await world.ended(messageId)).at(-1)).toBe("DELIVERED");
  expect(await world.counts(id)).toEqual([1, 1]);
});

it("a rule may name the beginning of the destination, a message, a schedule, an account, callbacks", async () => {
  const { fault, client, destination, ended, counts, dev, logs } = await withFaults();
  const drop = (match: object) => fault({ kind: "drop-request", times: 1, match });
  const url = await drop({ url: destination.url("/a") });
  const other = await drop({ account: 2 });
  const scheduled = await drop({ scheduleId: "daily" });
  const callback = await drop({ callback: true });
  const held = await client.publish({ url: destination.url("/named"), delay: 1, ...noRetry });
  const named = await drop({ messageId: held.messageId });
  const a = await client.publish({ url: destination.url("/abc"), ...noRetry });
  expect((await ended(a.messageId)).at(-1)).toBe("FAILED");
  expect((await ended(held.messageId)).at(-1)).toBe("FAILED");
  await client.schedules.create({
    destination: destination.url("/s"),
    cron: "0 0 1 1 *",
    scheduleId: "daily",
    ...noRetry,
  });
  const fired = await (await dev("POST", "schedules/daily/fire")).json();
  expect((await ended(String(fired.messageId))).at(-1)).toBe("FAILED");
  await client.publish({ url: destination.url("/b"), callback: destination.url("/cb"), ...noRetry });
  await expect
    .poll(async () => (await logs()).find((entry) => entry.url === destination.url("/cb"))?.state)
    .toBe("FAILED");
  expect(await counts(url.id)).toEqual([1, 1]);
  expect(await counts(named.id)).toEqual([1, 1]);
  expect(await counts(scheduled.id)).toEqual([1, 1]);
  expect(await counts(callback.id)).toEqual([1, 1]);
  expect(await counts(other.id)).toEqual([0, 0]);
});

it("after lets the first ones pass, times ends it", async () => {
  const world = await withFaults();
  const { id } = await world.fault({ kind: "drop-request", after: 1, times: 2 });
  expect(await endsOf(world, 5)).toEqual(["DELIVERED", "FAILED", "FAILED", "DELIVERED", "DELIVERED"]);
  expect(await world.counts(id)).toEqual([5, 2]);
});

/** What a rule that strikes half of them does to sixteen messages. */
async function choices(seed?: number) {
  const world = await withFaults();
  const rule = await world.fault({ kind: "drop-request", probability: 0.5, seed });
  return { seed: rule.seed, ends: await endsOf(world, 16), counts: await world.counts(rule.id) };
}

it("the same seed makes the same choices, another one others", async () => {
  const first = await choices();
  expect(await choices(first.seed)).toEqual(first);
  expect(first.counts).toEqual([16, first.ends.filter((end) => end === "FAILED").length]);
  expect((await choices(7)).ends).not.toEqual((await choices(8)).ends);
});

it("the journal tells each fault, when, by which rule, to which message", async () => {
  const world = await withFaults();
  await world.fault({ id: "mine", kind: "late", params: { ms: 3 } });
  const { messageId } = await world.client.publish({ url: world.destination.url("/j") });
  await world.ended(messageId);
  const [entry, ...rest] = (await world.faults()).journal;
  expect(entry).toMatchObject({ ruleId: "mine", kind: "late", messageId, detail: "ms=3" });
  expect(entry?.["url"]).toBe(world.destination.url("/j"));
  expect(rest).toEqual([]);
});

it("a deleted rule does nothing more; to delete it again is 404", async () => {
  const world = await withFaults();
  const { id } = await world.fault({ kind: "drop-request" });
  expect(await endsOf(world, 1)).toEqual(["FAILED"]);
  expect(await (await world.dev("DELETE", `faults/${id}`)).json()).toEqual({ deleted: 1 });
  expect(await endsOf(world, 1)).toEqual(["DELIVERED"]);
  expect((await world.dev("DELETE", `faults/${id}`)).status).toBe(404);
});

it("to delete all ends all rules and empties the journal", async () => {
  const world = await withFaults();
  await world.fault([{ kind: "drop-request" }, { kind: "reset" }]);
  expect(await (await world.dev("DELETE", "faults")).json()).toEqual({ deleted: 2 });
  expect(await endsOf(world, 1)).toEqual(["DELIVERED"]);
  expect(await world.faults()).toEqual({ rules: [], journal: [] });
});

it("a rule with the id of another one replaces it, counts included", async () => {
  const world = await withFaults();
  await world.fault({ id: "one", kind: "drop-request" });
  await endsOf(world, 1);
  await world.fault({ id: "one", kind: "drop-request", match: { label: "none" } });
  expect(await endsOf(world, 1)).toEqual(["DELIVERED"]);
  expect(await world.counts("one")).toEqual([0, 0]);
});

it("a web page elsewhere cannot add rules", async () => {
  const { server, faults } = await withFaults();
  const headers = { origin: "https://evil.test" };
  const body = JSON.stringify({ kind: "reset" });
  const response = await fetch(`${server.url}/_dev/faults`, { method: "POST", headers, body });
  expect(response.status).toBe(403);
  expect((await faults()).rules).toEqual([]);
});

it("from code the same rules are added, listed and cleared, and the log tells seed and faults", async () => {
  const lines: string[] = [];
  const server = await startQStashLocal({ ...randomCredentials(), log: (line) => lines.push(line) });
  try {
    server.faults.add({ id: "mine", kind: "refuse", seed: 5, params: { status: 401 } });
    const init = { method: "POST", headers: { authorization: `Bearer ${server.token}` } };
    const refused = await fetch(`${server.url}/v2/publish/http://127.0.0.1:1/`, init);
    expect(refused.status).toBe(401);
    expect(server.faults.list().rules).toMatchObject([{ id: "mine", matched: 1, applied: 1 }]);
    expect(lines).toEqual([
      "FAULTS    mine: refuse, seed 5",
      "FAULT     http://127.0.0.1:1/ refuse status=401 (mine)",
    ]);
    expect(server.faults.clear()).toBe(1);
    expect(server.faults.list()).toEqual({ rules: [], journal: [] });
  } finally {
    await server.close();
  }
});
