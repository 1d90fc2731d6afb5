import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createJobWorker } from "@/lib/jobs/create-worker";
import { defineJob, type JobDefinition, replaced, versions } from "@/lib/jobs/define";
import { createOtherJobsRoute } from "@/lib/jobs/deploys/other-jobs";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { followUp } from "@/lib/jobs/follow-up";
import { handle } from "@/lib/jobs/handle";
import { replayJob } from "@/lib/jobs/operations/replay-job";
import { reviveJobs } from "@/lib/jobs/operations/revive-jobs";
import { deployOf, partOf } from "@/lib/jobs/reconcile/deploy";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { createRegistry } from "@/lib/jobs/registry";
import { retireJob } from "@/lib/jobs/retired-types";
import {
  handleLetter1,
  handleLetter2,
  handleLetter3,
  letter1,
  letter2,
  letter3,
  letterOptions,
  letters,
  rolling,
} from "@/tests/helpers/deploys";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, select, unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const deploy1 = createJobWorker(handleLetter1);
const deploy2 = createJobWorker(handleLetter2);
const deploy3 = createJobWorker(handleLetter3);
const letterRoute = rolling();
const otherRoute = rolling();
const by = { userId: 7 };

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([], {
    routes: { "/api/jobs/letter": letterRoute.route, "/api/jobs/*": otherRoute.route },
  });
});
beforeEach(() => {
  letterRoute.instances = [deploy3];
  otherRoute.instances = [createOtherJobsRoute(createRegistry([letter3]))];
  world.events.length = 0;
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

function pass(...jobs: JobDefinition[]) {
  return reconcile(deployOf(createRegistry(jobs)));
}

async function parked(jobId: string): Promise<unknown> {
  const [row] = await select(
    world.db,
    sql`select status, parked_reason as reason, run, attempt from job_executions where job_id = ${jobId}::uuid`,
  );
  return row;
}

describe("a payload of an earlier deploy", () => {
  it("is lifted version by version before it is checked, and reaches the handler in today's shape", async () => {
    const oldest = await enqueue(letter1, { to: "ada@example.test" });
    const older = await enqueue(letter2, { to: "bob@example.test", copies: 3 });
    const todays = await enqueue(letter3, { recipients: ["eve@example.test"] });
    for (const { jobId } of [oldest, older, todays]) await world.waitFor(jobId, "completed");
    expect(letters.get(oldest.jobId)?.payload).toEqual({ recipients: ["ada@example.test"], copies: 1 });
    expect(letters.get(older.jobId)?.payload).toEqual({ recipients: ["bob@example.test"], copies: 3 });
    expect(letters.get(todays.jobId)?.payload).toEqual({ recipients: ["eve@example.test"], copies: 1 });
  });

  it.each([
    ["does not fit its own version", { to: 7 }, "payload-invalid", /does not fit job "letter": to: /],
    ["does not fit the next version", { to: "nobody" }, "payload-invalid", /does not fit job "letter": to: /],
    [
      "makes its step throw",
      { to: "broken@example.test" },
      "upcast-failed",
      /from payload version 2 to 3 threw: no such/,
    ],
  ])("that %s fails its job at once, and says why", async (_, payload, code, sentence) => {
    const { jobId } = await enqueue(letter1, { to: "ada@example.test" }, { delay: 3600 });
    await alter(world.db, jobId, sql`payload = ${JSON.stringify(payload)}::jsonb, not_before = null`);
    const answer = await world.deliver(letter1.endpoint, { v: 1, jobId, type: "letter", leg: 1 });
    expect([answer.status, await answer.json()]).toEqual([489, { ok: false, code: "failed" }]);
    const row = await world.row(jobId);
    expect(row).toMatchObject({ status: "failed", run: 1, error_code: code });
    expect(row.error).toMatch(sentence);
  });

  it("that is older than what the definition still knows fails, and runs once the older schema is back", async () => {
    const forgetful = defineJob({ ...letterOptions, payload: versions(letter3.payload, { first: 3 }) });
    letterRoute.instances = [createJobWorker(handle(forgetful, async () => null))];
    const { jobId } = await enqueue(letter2, { to: "ada@example.test", copies: 2 });
    const row = await world.waitFor(jobId, "failed");
    expect(row).toMatchObject({ run: 1, error_code: "payload-outdated" });
    expect(row.error).toContain("has version 2");
    letterRoute.instances = [deploy3];
    await reviveJobs([jobId], by);
    await world.waitFor(jobId, "completed");
    expect(letters.get(jobId)?.payload).toEqual({ recipients: ["ada@example.test"], copies: 2 });
  });

  it("is lifted in a revived job, in a replay, and in a replay that was edited", async () => {
    const { jobId } = await enqueue(letter1, { to: "broken@example.test" });
    await world.waitFor(jobId, "failed");
    await alter(world.db, jobId, sql`payload = '{"to": "ada@example.test"}'`);
    await reviveJobs([jobId], by);
    await world.waitFor(jobId, "completed");
    const replay = await replayJob(jobId, by);
    const edit = { job: letter3, payload: { recipients: ["eve@example.test"], copies: 9 } };
    const edited = await replayJob(jobId, by, edit);
    for (const id of [replay, edited]) await world.waitFor(id, "completed");
    expect(letters.get(jobId)?.payload).toEqual({ recipients: ["ada@example.test"], copies: 1 });
    expect(letters.get(replay)?.payload).toEqual({ recipients: ["ada@example.test"], copies: 1 });
    expect(letters.get(edited)?.payload).toEqual({ recipients: ["eve@example.test"], copies: 9 });
  });

  it("is lifted in a follow-up and in the end of a batch that an earlier deploy planned", async () => {
    const later = followUp(letter2, { to: "ada@example.test", copies: 4 });
    const { jobId } = await enqueue(letter3, { recipients: ["eve@example.test"] }, { onSuccess: later });
    await world.waitFor(jobId, "completed");
    const { jobIds } = await enqueueBatch(letter1, [{ to: "eve@example.test" }], { onComplete: later });
    for (const id of jobIds) await world.waitFor(id, "completed");
    const lifted = { recipients: ["ada@example.test"], copies: 4 };
    await poll(() => [...letters.values()].filter(({ payload }) => sameJson(payload, lifted))).toHaveLength(
      2,
    );
  });

  it("of a debounced job is replaced together with its version", async () => {
    const options = { debounceKey: "d", delay: 3600 };
    const { jobId } = await enqueue(letter1, { to: "ada@example.test" }, options);
    const again = await enqueue(letter3, { recipients: ["eve@example.test"] }, { debounceKey: "d" });
    expect(again).toMatchObject({ jobId, deduplicated: true });
    await world.waitFor(jobId, "completed");
    expect(letters.get(jobId)?.payload).toEqual({ recipients: ["eve@example.test"], copies: 1 });
  });

  it("stands for the same request when its key comes again in today's shape", async () => {
    const { jobId } = await enqueue(letter1, { to: "ada@example.test" }, { idempotencyKey: "k" });
    const again = enqueue(letter3, { recipients: ["ada@example.test"] }, { idempotencyKey: "k" });
    expect(await again).toMatchObject({ jobId, deduplicated: true });
    const other = enqueue(letter1, { to: "eve@example.test" }, { idempotencyKey: "k" });
    await expect(other).rejects.toThrow("belongs to");
  });

  it("may come from another producer, who says its version; a newer one waits for a deploy that knows it", async () => {
    const sent = { v: 1, jobId: randomUUID(), type: "letter", leg: 1, payload: { to: "ada@example.test" } };
    expect((await world.deliver(letter1.endpoint, sent)).status).toBe(489);
    expect((await world.deliver(letter1.endpoint, { ...sent, payloadVersion: 1 })).status).toBe(200);
    expect(letters.get(sent.jobId)?.payload).toEqual({ recipients: ["ada@example.test"], copies: 1 });
    const newer = { ...sent, jobId: randomUUID(), payloadVersion: 4 };
    const answer = await world.deliver(letter1.endpoint, newer);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "60"]);
    await expect(world.row(newer.jobId)).rejects.toThrow("No execution");
  });
});

describe("a payload of a newer deploy than the instance that gets its message", () => {
  it("is parked and reported, costs no attempt, and runs as soon as a deploy knows it", async () => {
    letterRoute.instances = [deploy1];
    const { jobId } = await enqueue(letter3, { recipients: ["ada@example.test"] });
    await poll(() => parked(jobId)).toEqual({
      status: "pending",
      reason: "newer-payload",
      run: 0,
      attempt: 0,
    });
    expect(world.events).toContainEqual({ name: "parked", type: "letter", jobId, reason: "newer-payload" });
    expect(await pass(letter2)).toMatchObject({ unparked: 0 });
    const waiting = { name: "waiting-for-deploy", type: "letter", payloadVersion: 3, jobs: 1 };
    expect(world.events).toContainEqual({ ...waiting, reason: "newer-payload" });
    letterRoute.instances = [deploy3];
    expect(await reconcile(partOf(letter3))).toMatchObject({ unparked: 1, published: 1 });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1, attempt: 1 });
  });

  it("is told to come again while a run that died still seems to hold it", async () => {
    const payload = { recipients: ["ada@example.test"] };
    const { jobId } = await enqueue(letter3, payload, { delay: 3600, retries: 1 });
    await alter(
      world.db,
      jobId,
      sql`status = 'processing', run = 1, attempt = 1, claim_id = gen_random_uuid(), not_before = null,
        run_started_at = clock_timestamp(), lease_until = clock_timestamp() - interval '1 second'`,
    );
    letterRoute.instances = [deploy1];
    const message = { v: 1, jobId, type: "letter", leg: 1 };
    expect((await world.deliver(letter1.endpoint, message)).status).toBe(503);
    letterRoute.instances = [deploy3];
    expect((await world.deliver(letter1.endpoint, message)).status).toBe(200);
    expect(await world.row(jobId)).toMatchObject({ status: "completed", run: 2 });
  });

  it("fails nothing while instances of both deploys answer in turn: 60 jobs of three versions, each once", async () => {
    letterRoute.instances = [deploy1, deploy2, deploy3];
    const jobs = [];
    for (let n = 0; n < 20; n += 1) {
      jobs.push(await enqueue(letter1, { to: `a${n}@example.test` }));
      jobs.push(await enqueue(letter2, { to: `b${n}@example.test`, copies: n }));
      jobs.push(await enqueue(letter3, { recipients: [`c${n}@example.test`] }));
    }
    await poll(async () => {
      await reconcile(partOf(letter3));
      return (await select(world.db, sql`select 1 from job_executions where completed_at is null`)).length;
    }).toBe(0);
    for (const { jobId } of jobs) {
      expect(await world.row(jobId)).toMatchObject({ status: "completed", run: 1, error: null });
    }
  });
});

describe("a type that the instance does not know", () => {
  const options = {
    type: "parcel",
    endpoint: "/api/jobs/parcel",
    description: "Came with the newer deploy.",
    payload: z.strictObject({}),
    result: z.unknown(),
    timeoutSeconds: 5,
  } as const;
  const parcel = defineJob(options);

  it("is parked and reported, and runs as soon as a deploy knows it", async () => {
    const { jobId } = await enqueue(parcel, {});
    await poll(() => parked(jobId)).toEqual({
      status: "pending",
      reason: "unknown-type",
      run: 0,
      attempt: 0,
    });
    expect(world.events).toContainEqual({ name: "parked", type: "parcel", jobId, reason: "unknown-type" });
    expect(await pass(letter3)).toMatchObject({ unparked: 0 });
    expect(world.events).toContainEqual(
      expect.objectContaining({ name: "waiting-for-deploy", type: "parcel" }),
    );
    otherRoute.instances = [createJobWorker(handle(parcel, async () => "delivered"))];
    expect(await pass(letter3, parcel)).toMatchObject({ unparked: 1, published: 1 });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1, leg: 2 });
  });

  it("is parked where another job has its route now, and runs where its own is", async () => {
    const moved = defineJob({ ...options, endpoint: "/api/jobs/parcel-post" });
    const stranger = defineJob({ ...options, type: "stranger" });
    otherRoute.instances = [createJobWorker(handle(stranger, async () => null))];
    const { jobId } = await enqueue(parcel, {});
    await poll(() => parked(jobId)).toMatchObject({ reason: "unknown-type" });
    otherRoute.instances = [createJobWorker(handle(moved, async () => "delivered"))];
    expect(await pass(moved, stranger)).toMatchObject({ unparked: 1 });
    await world.waitFor(jobId, "completed");
  });

  it("goes on at once where only its route has moved", async () => {
    const moved = defineJob({ ...options, endpoint: "/api/jobs/letter" });
    letterRoute.instances = [createJobWorker(handle(moved, async () => "delivered"))];
    otherRoute.instances = [createOtherJobsRoute(createRegistry([moved]))];
    const { jobId } = await enqueue(parcel, {});
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1, leg: 2 });
  });

  it("is not sent on while its type is paused", async () => {
    const { jobId } = await enqueue(parcel, {});
    await poll(() => parked(jobId)).toMatchObject({ reason: "unknown-type" });
    await world.db.execute(sql`insert into job_pauses (job_type) values ('parcel')`);
    expect(await pass(parcel)).toMatchObject({ unparked: 0 });
    await world.db.execute(sql`delete from job_pauses`);
    otherRoute.instances = [createJobWorker(handle(parcel, async () => "delivered"))];
    expect(await pass(parcel)).toMatchObject({ unparked: 1 });
    await world.waitFor(jobId, "completed");
  });

  it("of another producer is told to come again, and a message without a row never", async () => {
    const message = { v: 1, jobId: randomUUID(), type: "parcel", leg: 1 };
    const answer = await world.deliver(parcel.endpoint, { ...message, payload: {} });
    expect([answer.status, await answer.json()]).toEqual([503, { ok: false, code: "unknown-type" }]);
    expect((await world.deliver(parcel.endpoint, message)).status).toBe(489);
    expect((await world.deliver(parcel.endpoint, message, { key: "not-ours" })).status).toBe(401);
  });

  it("is done with when its job has ended, and wrong when it names another job's type", async () => {
    const { jobId } = await enqueue(letter3, { recipients: ["ada@example.test"] });
    await world.waitFor(jobId, "completed");
    const message = { v: 1, jobId, type: "letter", leg: 1 };
    expect((await world.deliver("/api/jobs/gone", message)).status).toBe(200);
    expect((await world.deliver("/api/jobs/gone", { ...message, type: "parcel" })).status).toBe(489);
  });
});

describe("a type that is retired", () => {
  const options = {
    type: "fax",
    endpoint: "/api/jobs/fax",
    description: "Nobody has a fax any more.",
    payload: z.strictObject({ number: z.string() }),
    result: z.unknown(),
    timeoutSeconds: 5,
  } as const;
  const fax = defineJob(options);
  const tombstone = retireJob({ type: "fax", because: "Faxes are not sent any more. Send a letter." });

  it("fails what is left of it with a code and the reason, and what follows a failure begins", async () => {
    otherRoute.instances = [createOtherJobsRoute(createRegistry([letter3], [tombstone]))];
    const onFailure = followUp(letter3, { recipients: ["ops@example.test"], copies: 7 });
    const { jobId } = await enqueue(fax, { number: "1" }, { onFailure });
    const row = await world.waitFor(jobId, "failed");
    expect(row).toMatchObject({ run: 0, error_code: "type-retired", error: tombstone.because });
    const told = { recipients: ["ops@example.test"], copies: 7 };
    await poll(() => [...letters.values()].some(({ payload }) => sameJson(payload, told))).toBe(true);
  });

  it("fails also what an instance has parked that did not know of it, wherever its route went", async () => {
    const stranger = defineJob({ ...options, type: "stranger" });
    const strange = createJobWorker(handle(stranger, async () => null));
    otherRoute.instances = [strange];
    const { jobId } = await enqueue(fax, { number: "1" });
    await poll(() => parked(jobId)).toMatchObject({ reason: "unknown-type" });
    const registry = createRegistry([stranger], [tombstone]);
    const others = createOtherJobsRoute(registry);
    otherRoute.instances = [(request) => (request.url.endsWith("/fax") ? strange : others)(request)];
    await reconcile(deployOf(registry));
    expect(await world.waitFor(jobId, "failed")).toMatchObject({ error_code: "type-retired" });
  });

  it("is run by the job that replaces it, under its own id, type and batch, also when it is revived", async () => {
    const replacing = defineJob({
      ...letterOptions,
      payload: versions(letter3.payload, { first: 3 }),
      replaces: [
        replaced({
          type: "fax",
          payload: versions(fax.payload).upcast(z.object({ fax: z.string() }), ({ number }) => ({
            fax: number,
          })),
          upcast: ({ fax }) => ({ recipients: [`${fax}@fax.example.test`] }),
        }),
      ],
    });
    letterRoute.instances = [
      createJobWorker(
        handle(replacing, async (payload, { type, jobId }) => {
          letters.set(jobId, { deploy: "4", type, payload });
          return null;
        }),
      ),
    ];
    otherRoute.instances = [createOtherJobsRoute(createRegistry([replacing]))];
    const { batchId, jobIds } = await enqueueBatch(fax, [{ number: "1" }, { number: "2" }]);
    for (const [index, jobId] of jobIds.entries()) {
      await world.waitFor(jobId, "completed");
      const payload = { recipients: [`${index + 1}@fax.example.test`], copies: 1 };
      expect(letters.get(jobId)).toEqual({ deploy: "4", type: "fax", payload });
    }
    const [batch] = await select(world.db, sql`select * from job_batches where batch_id = ${batchId}::uuid`);
    expect(batch).toMatchObject({ completed: 2, failed: 0 });
    const again = await replayJob(jobIds[0] ?? "", by);
    await world.waitFor(again, "completed");
    expect(letters.get(again)).toMatchObject({ type: "fax" });
  });

  it("cannot be a job at the same time", () => {
    expect(() => createRegistry([fax], [tombstone])).toThrow('Two jobs share "fax"');
    const replacing = defineJob({
      ...letterOptions,
      payload: letter3.payload,
      replaces: [replaced({ type: "fax", payload: fax.payload, upcast: () => ({ recipients: [] }) })],
    });
    expect(() => createRegistry([replacing, fax])).toThrow('Two jobs share "fax"');
  });
});

function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
