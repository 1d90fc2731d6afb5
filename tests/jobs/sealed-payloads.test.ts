import { randomBytes, randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { env } from "@/lib/env/env";
import { payloadKeys } from "@/lib/env/payload-keys";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { followUp } from "@/lib/jobs/follow-up";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { replayJob } from "@/lib/jobs/operations/replay-job";
import { revealPayload } from "@/lib/jobs/operations/reveal-payload";
import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import { maskedPayload } from "@/lib/jobs/payloads/masked-payload";
import { payloadHash } from "@/lib/jobs/payloads/payload-hash";
import { called, calling, handleCalling } from "@/tests/helpers/calling-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { abandon, alter, select, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const CANARY = "canary-9b1d";
const payload = { act: "return" as const, token: CANARY, accounts: [{ name: "Ada", pin: "4711-canary" }] };
const by = { userId: 7 };
const [first, second] = [1, 2].map((n) => `k${n}:${randomBytes(32).toString("base64")}`);

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleCalling]);
});
beforeEach(() => useKeys(first));
afterAll(async () => {
  expect(await unsoundRows(world.db)).toEqual([]);
  await world.stop();
});

/** As a deploy with these `PAYLOAD_KEYS`. */
function useKeys(...keys: (string | undefined)[]): void {
  Object.assign(env(), { PAYLOAD_KEYS: keys.length === 0 ? [] : payloadKeys.parse(keys.join(",")) });
}

async function stored(jobId: string) {
  const [row] = await select(
    world.db,
    sql`select payload, payload_hash as hash, error_code as code, status from job_executions where job_id = ${jobId}::uuid`,
  );
  return row ?? {};
}

async function later(given = payload, options: Parameters<typeof enqueue>[2] = {}): Promise<string> {
  const { jobId } = await enqueue(calling, given, { delay: 3600, ...options });
  return jobId;
}

async function run(jobId: string) {
  await alter(world.db, jobId, sql`not_before = null`);
  const { leg } = await world.row(jobId);
  return world.deliver(calling.endpoint, { v: 1, jobId, type: "calling", leg });
}

describe("a secret of a payload, with PAYLOAD_KEYS", () => {
  it("is shown to a person who asks for it, only with a line in the audit, and with the right key", async () => {
    const jobId = await later();
    expect(await revealPayload(jobId, { ...by, reason: "ticket 12" })).toEqual({ payload });
    await cancelJobs([jobId], by);
    const replay = await replayJob(jobId, by);
    expect(await revealPayload(replay, by)).toEqual({ payload });
    useKeys(second);
    await expect(revealPayload(jobId, by)).rejects.toThrow(/PAYLOAD_KEYS has no key "k1"/);
    expect(await revealPayload(randomUUID(), by)).toBeUndefined();
    const lines = await select(
      world.db,
      sql`select user_id::int as "userId", reason, job_type as type from job_audit where action = 'reveal' order by id`,
    );
    expect(lines).toEqual([
      { userId: 7, reason: "ticket 12", type: "calling" },
      { userId: 7, reason: null, type: "calling" },
      { userId: 7, reason: null, type: "calling" },
    ]);
  });

  it("is nowhere in the database as it is, and reaches the handler", async () => {
    const onSuccess = followUp(calling, payload);
    const { jobId } = await enqueue(calling, { ...payload, act: "fail-once" }, { onSuccess });
    await enqueueBatch(calling, [payload], { onComplete: followUp(calling, payload) });
    await world.waitFor(jobId, "completed");
    await poll(
      async () =>
        (await select(world.db, sql`select 1 from job_executions where status = 'completed'`)).length,
    ).toBe(4);
    expect(called.get(jobId)).toEqual({ ...payload, act: "fail-once" });
    expect([...called.values()].filter(({ token }) => token === CANARY)).toHaveLength(4);
    const tables = await select(
      world.db,
      sql`select (select json_agg(j) from job_executions j) as jobs, (select json_agg(b) from job_batches b) as batches,
        (select json_agg(a) from job_attempts a) as attempts`,
    );
    expect(JSON.stringify(tables)).not.toContain("canary");
    expect(JSON.stringify(tables)).toContain("$sealed");
  });

  it("cannot be found out by trying, since its hash needs the key, and is another text each time", async () => {
    const [one, other] = [await stored(await later()), await stored(await later())];
    expect(one.hash).toMatch(/^hmac:k1:[0-9a-f]{64}$/);
    expect(one.hash).toBe(other.hash);
    expect(one.hash).not.toContain(payloadHash(payload));
    expect(JSON.stringify(one.payload)).not.toBe(JSON.stringify(other.payload));
  });

  it("is masked for people, as if it were not encrypted", async () => {
    const row = { type: "calling", payloadVersion: 1, payload: (await stored(await later())).payload };
    expect(maskedPayload(calling, row)).toEqual({
      act: "return",
      token: "[secret]",
      accounts: [{ name: "Ada", pin: "[secret]" }],
    });
  });

  it("is kept by a debounce, a replay, an edited replay that leaves the mask, and a message of another producer", async () => {
    const jobId = await later(payload, { debounceKey: "d" });
    const changed = { ...payload, token: "another-canary" };
    expect(await later(changed, { debounceKey: "d" })).toBe(jobId);
    expect((await run(jobId)).status).toBe(200);
    expect(called.get(jobId)).toEqual(changed);
    const replay = await replayJob(jobId, by);
    const edited = await replayJob(jobId, by, {
      job: calling,
      payload: { act: "return", token: "[secret]", accounts: [{ name: "Eve", pin: "[secret]" }] },
    });
    for (const id of [replay, edited]) await world.waitFor(id, "completed");
    const again = await replayJob(edited, by);
    await world.waitFor(again, "completed");
    expect(called.get(replay)).toEqual(changed);
    expect(called.get(edited)).toEqual({ ...changed, accounts: [{ name: "Eve", pin: "4711-canary" }] });
    expect(called.get(again)).toEqual(called.get(edited));
    const sent = { v: 1, jobId: randomUUID(), type: "calling", leg: 1, payload };
    expect((await world.deliver(calling.endpoint, sent)).status).toBe(200);
    expect(called.get(sent.jobId)).toEqual(payload);
    expect(JSON.stringify(await select(world.db, sql`select payload from job_executions`))).not.toContain(
      "canary",
    );
  });

  it("may not be written by a caller in the engine's own form", async () => {
    const forged = { act: "return" as const, token: "12345678", $sealed: "1.k1.x.y" };
    await expect(enqueue(calling, forged)).rejects.toThrow(
      '"$sealed" is a name that only the engine may use',
    );
  });
});

describe("when the keys are rolled", () => {
  it("older payloads are still read, and the same request under its key is still the same", async () => {
    const old = await later(payload, { idempotencyKey: "rolled" });
    useKeys(second, first);
    const options = { idempotencyKey: "rolled" };
    expect(await enqueue(calling, payload, options)).toMatchObject({ jobId: old, deduplicated: true });
    await expect(enqueue(calling, { ...payload, token: "other-token" }, options)).rejects.toThrow(
      "belongs to",
    );
    expect((await run(old)).status).toBe(200);
    expect(called.get(old)).toEqual(payload);
    expect((await stored(await later())).hash).toMatch(/^hmac:k2:/);
  });

  it("a request of before there were keys is still the same, and one of a key that is gone is left alone", async () => {
    useKeys();
    const plain = await later(payload, { idempotencyKey: "plain" });
    useKeys(first);
    const sealed = await later(payload, { idempotencyKey: "gone" });
    expect(await enqueue(calling, payload, { idempotencyKey: "plain" })).toMatchObject({ jobId: plain });
    const other = { ...payload, token: "other-token" };
    await expect(enqueue(calling, other, { idempotencyKey: "plain" })).rejects.toThrow("belongs to");
    useKeys(second);
    expect(await enqueue(calling, other, { idempotencyKey: "gone" })).toMatchObject({ jobId: sealed });
    expect((await run(plain)).status).toBe(200);
    expect(called.get(plain)).toEqual(payload);
  });

  it("a job whose key is missing is put off, with an attempt given back, and runs once the key is there", async () => {
    const jobId = await later();
    useKeys(second);
    expect((await run(jobId)).status).toBe(200);
    const row = await world.row(jobId);
    expect(row).toMatchObject({ status: "pending", attempt: 0, leg: 2, error_code: "payload-key-missing" });
    expect(row.error).toContain('no key "k1"');
    await expect(replayEdited(jobId)).rejects.toThrow();
    useKeys(second, first);
    await abandon(world.db, jobId);
    expect((await run(jobId)).status).toBe(200);
    expect(called.get(jobId)).toEqual(payload);
  });
});

function replayEdited(jobId: string) {
  return replayJob(jobId, by, { job: calling, payload: { act: "return", token: "[secret]", accounts: [] } });
}

describe("an encrypted value that was tampered with", () => {
  const changes: [string, (jobId: string, other: string) => ReturnType<typeof sql>][] = [
    [
      "a changed byte",
      () => sql`payload = jsonb_set(payload, '{token,$sealed}', to_jsonb(
        overlay(payload #>> '{token,$sealed}' placing 'AAAA' from length(payload #>> '{token,$sealed}') - 8)))`,
    ],
    [
      "a cut one",
      () =>
        sql`payload = jsonb_set(payload, '{token,$sealed}', to_jsonb(left(payload #>> '{token,$sealed}', 60)))`,
    ],
    ["no value at all", () => sql`payload = jsonb_set(payload, '{token,$sealed}', '7')`],
    ["another field's", () => sql`payload = jsonb_set(payload, '{token}', payload #> '{accounts,0,pin}')`],
    [
      "another job's",
      (_, other) => sql`payload = (select o.payload from job_executions o where o.job_id = ${other}::uuid)`,
    ],
    [
      "another organization's, in a replay",
      (_, other) => sql`debounce_key = 'copy',
        payload = (select o.payload from job_executions o where o.job_id = ${other}::uuid)`,
    ],
  ];

  it.each(changes)("fails its job: %s", async (_, change) => {
    const jobId = await later(payload, { actor: { userId: 1, organizationId: 1 } });
    const other = await later(payload, { actor: { userId: 2, organizationId: 2 } });
    await alter(world.db, jobId, change(jobId, other));
    called.delete(jobId);
    expect((await run(jobId)).status).toBe(489);
    expect(await stored(jobId)).toMatchObject({ status: "failed", code: "payload-tampered" });
    expect(called.has(jobId)).toBe(false);
    await reviveJobs([jobId], by);
    await world.waitFor(jobId, "failed");
  });
});
