import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/jobs/actor";
import type { JobInput } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import { changeEndpoint } from "@/lib/outgoing-webhooks/change-endpoint";
import { createEndpoint } from "@/lib/outgoing-webhooks/create-endpoint";
import { deleteEndpoint } from "@/lib/outgoing-webhooks/delete-endpoint";
import { listDeliveries } from "@/lib/outgoing-webhooks/deliveries";
import { handleDeliverWebhook } from "@/lib/outgoing-webhooks/handlers";
import { deliverWebhook } from "@/lib/outgoing-webhooks/jobs";
import { findEndpoint } from "@/lib/outgoing-webhooks/list-endpoints";
import { rotateSecret } from "@/lib/outgoing-webhooks/rotate-secret";
import { registry } from "@/lib/registry";
import { exercise, handleExercise } from "@/tests/helpers/exercise-job";
import { makeOrganization } from "@/tests/helpers/organizations";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, select } from "@/tests/helpers/rows";
import { startReceiver } from "@/tests/helpers/webhook-receiver";
import { handleWitness, witness } from "@/tests/helpers/witness-job";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let owner: Actor;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handleExercise, handleWitness, handleDeliverWebhook]);
  receiver = await startReceiver();
});
beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answer = () => new Response(null, { status: 204 });
  [owner = owner] = await makeOrganization(world.db, ["owner", "admin", "member"]);
});
afterAll(async () => {
  await receiver.close();
  await world.stop();
});

const endpoint = (body: object = {}) => createEndpoint(owner, { url: receiver.url, ...body }, registry);

/** A job of theirs that completes, also on a busy machine. */
const completed = (actor: Actor, name = "x") => enqueue(witness, { name }, { actor });

/** A job of theirs that does not. */
const failed = (payload: JobInput<typeof exercise>) =>
  enqueue(exercise, payload, { actor: owner, retries: 0 });

/** The delivery of a job's end. */
async function deliveryOf(endpointId: string, enqueued = completed(owner)): Promise<string> {
  const { jobId } = await enqueued;
  const idOf = async () => {
    const { items } = await listDeliveries(owner, endpointId, {});
    return items.find((one) => one.jobId === jobId)?.deliveryId;
  };
  await poll(idOf).toBeTypeOf("string");
  return String(await idOf());
}

const find = async (endpointId: string, deliveryId: string) =>
  (await listDeliveries(owner, endpointId, {})).items.find((one) => one.deliveryId === deliveryId);

/** Its next try, at once. */
async function again(deliveryId: string) {
  await alter(world.db, deliveryId, sql`next_attempt_at = clock_timestamp()`);
  const { leg } = await world.row(deliveryId);
  return world.deliver(deliverWebhook.endpoint, { v: 1, jobId: deliveryId, type: deliverWebhook.type, leg });
}

describe("an endpoint hears", () => {
  it("that a job completed: signed, and without its payload or result", async () => {
    const { endpointId, secret } = await endpoint();
    const deliveryId = await deliveryOf(endpointId, completed(owner, "a-secret-of-the-customer"));
    await receiver.has(1);
    const { jobId } = (await find(endpointId, deliveryId)) ?? {};
    const { type, data } = receiver.verified(0, secret);
    expect(type).toBe("job.completed");
    expect(data).toEqual({
      jobId,
      jobType: "witness",
      status: "completed",
      createdAt: expect.stringMatching(/Z$/),
      startedAt: expect.stringMatching(/Z$/),
      completedAt: expect.stringMatching(/Z$/),
      error: null,
      statusUrl: `${world.app.url}/api/v1/status/${jobId}`,
    });
    expect(receiver.received[0]?.headers["webhook-id"]).toBe(`evt_${jobId}_0`);
    expect(receiver.received[0]?.text).not.toContain("a-secret-of-the-customer");
    await world.waitFor(deliveryId, "completed");
    expect(await find(endpointId, deliveryId)).toMatchObject({
      event: "job.completed",
      httpStatus: 204,
      attempts: 1,
      error: null,
    });
  });

  it.each([
    ["failed", { act: "non-retryable" }],
    ["timeout", { act: "hang" }],
  ] as const)("that a job ended as %s, and why", async (status, payload) => {
    const { endpointId, secret } = await endpoint({ events: ["job.failed"] });
    await deliveryOf(endpointId, failed(payload));
    await receiver.has(1);
    const { type, data } = receiver.verified(0, secret);
    expect(type).toBe("job.failed");
    expect(data).toMatchObject({ status, error: { message: expect.stringMatching(/.+/) } });
  });

  it("nothing of what it did not ask for, of another organization, or of deliveries themselves", async () => {
    const { endpointId } = await endpoint({ events: ["job.failed"] });
    const other = await endpoint({ jobTypes: ["send-email"] });
    const all = await endpoint();
    for (const stranger of await makeOrganization(world.db))
      await world.waitFor((await completed(stranger)).jobId, "completed");
    await world.waitFor(await deliveryOf(all.endpointId), "completed");
    expect(receiver.received).toHaveLength(1);
    for (const quiet of [endpointId, other.endpointId])
      expect((await listDeliveries(owner, quiet, {})).items).toEqual([]);
    expect(await deliveries()).toHaveLength(1);
  });

  it("nothing while it is disabled, once it is deleted, and again when it is enabled", async () => {
    const { endpointId } = await endpoint();
    await changeEndpoint(owner, endpointId, { enabled: false }, registry);
    await world.waitFor((await completed(owner)).jobId, "completed");
    expect(await deliveries()).toEqual([]);
    await changeEndpoint(owner, endpointId, { enabled: true }, registry);
    await world.waitFor(await deliveryOf(endpointId), "completed");
    await deleteEndpoint(owner, endpointId);
    await world.waitFor((await completed(owner)).jobId, "completed");
    expect(receiver.received).toHaveLength(1);
  });

  it("under one id, to whichever of its endpoints", async () => {
    const [one] = [await endpoint(), await endpoint()];
    await deliveryOf(one.endpointId);
    await receiver.has(2);
    const [first, second] = receiver.received;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.text).toBe(first?.text);
  });

  it("with both secrets while one is being replaced, then with the new one only", async () => {
    const { endpointId, secret: older } = await endpoint();
    const { secret: newer } = await rotateSecret(owner, endpointId, {});
    await world.waitFor(await deliveryOf(endpointId), "completed");
    for (const secret of [older, newer]) receiver.verified(0, secret);
    await world.db.execute(sql`update webhook_endpoints set previous_secret_until = clock_timestamp()`);
    await world.waitFor(await deliveryOf(endpointId), "completed");
    receiver.verified(1, newer);
    expect(() => receiver.verified(1, older)).toThrow("No matching signature");
  });
});

describe("a delivery that fails", () => {
  it.each([500, 404, 301, 429, 503])(
    "with %i is tried again under the same id, until it arrives",
    async (status) => {
      const { endpointId, secret } = await endpoint();
      receiver.answer = () => new Response(null, { status, headers: { Location: "/elsewhere" } });
      const deliveryId = await deliveryOf(endpointId);
      await world.waitFor(deliveryId, "retrying");
      expect(await find(endpointId, deliveryId)).toMatchObject({ httpStatus: status, attempts: 1 });
      expect(await findEndpoint(owner, endpointId)).toMatchObject({
        failingSince: expect.any(String),
        lastFailure: expect.stringContaining(String(status)),
      });
      receiver.answer = () => new Response(null, { status: 200 });
      await again(deliveryId);
      await world.waitFor(deliveryId, "completed");
      const [first, second] = receiver.received;
      expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
      expect(receiver.verified(1, secret)).toEqual(receiver.verified(0, secret));
      expect((await world.attempts(deliveryId)).map(({ outcome }) => outcome)).toEqual([
        "retry",
        "completed",
      ]);
      expect(await findEndpoint(owner, endpointId)).toMatchObject({ enabled: true, failingSince: null });
    },
  );

  it.each([
    ["503", "120", 120],
    ["429", "9999999", 72_000],
    ["429", "1", 10],
  ])(
    "with %s and Retry-After: %s waits as long, by its backoff at least, 20 hours at most",
    async (status, header, seconds) => {
      const { endpointId } = await endpoint();
      receiver.answer = () =>
        new Response(null, { status: Number(status), headers: { "Retry-After": header } });
      const deliveryId = await deliveryOf(endpointId);
      await world.waitFor(deliveryId, "retrying");
      const [waits] = await select(
        world.db,
        sql`select round(extract(epoch from j.next_attempt_at - a.finished_at))::int as seconds
        from job_executions j join job_attempts a using (job_id) where j.job_id = ${deliveryId}::uuid`,
      );
      expect(waits).toEqual({ seconds });
    },
  );

  it("because nobody listens is tried again", async () => {
    const { endpointId } = await endpoint({ url: "http://127.0.0.1:9/hooks" });
    const deliveryId = await deliveryOf(endpointId);
    await world.waitFor(deliveryId, "retrying");
    expect(await find(endpointId, deliveryId)).toMatchObject({
      httpStatus: null,
      error: { code: "endpoint-unreachable" },
    });
  });

  it("because the address leads inside a network by now is not sent, and fails for good", async () => {
    const { endpointId } = await endpoint();
    await world.db.execute(sql`
      update webhook_endpoints set url = 'https://169.254.169.254/hooks' where endpoint_id = ${endpointId}::uuid`);
    await world.waitFor(await deliveryOf(endpointId), "failed");
    const { items } = await listDeliveries(owner, endpointId, {});
    expect(items).toMatchObject([{ status: "failed", attempts: 1, error: { code: "address-refused" } }]);
    expect(receiver.received).toEqual([]);
  });

  it("to an endpoint that was disabled or deleted meanwhile ends without a call", async () => {
    const [disabled, deleted] = [await endpoint(), await endpoint()];
    receiver.answer = () => new Response(null, { status: 500 });
    const first = await deliveryOf(disabled.endpointId);
    const second = (await listDeliveries(owner, deleted.endpointId, {})).items[0]?.deliveryId ?? "";
    for (const deliveryId of [first, second]) await world.waitFor(deliveryId, "retrying");
    await changeEndpoint(owner, disabled.endpointId, { enabled: false }, registry);
    await deleteEndpoint(owner, deleted.endpointId);
    for (const deliveryId of [first, second]) await again(deliveryId);
    expect(await world.waitFor(first, "failed")).toMatchObject({ error_code: "endpoint-disabled" });
    expect(await world.waitFor(second, "failed")).toMatchObject({ error_code: "endpoint-deleted" });
    expect(receiver.received).toHaveLength(2);
  });
});

it("deliveries of an organization that was deleted end, and nothing follows its jobs any more", async () => {
  const { endpointId } = await endpoint();
  receiver.answer = () => new Response(null, { status: 500 });
  const deliveryId = await deliveryOf(endpointId);
  await world.waitFor(deliveryId, "retrying");
  await world.db.execute(sql`delete from organizations where id = ${owner.organizationId}::bigint`);
  await again(deliveryId);
  expect(await world.waitFor(deliveryId, "failed")).toMatchObject({ error_code: "endpoint-deleted" });
  expect(
    await select(world.db, sql`select from job_standing_follow_ups where follow_up_id = ${endpointId}::uuid`),
  ).toEqual([]);
});

describe("an endpoint is disabled, and its owners and admins get one mail each", () => {
  it("when it answers 410", async () => {
    const { endpointId } = await endpoint();
    receiver.answer = () => new Response(null, { status: 410 });
    const deliveryId = await deliveryOf(endpointId);
    expect(await world.waitFor(deliveryId, "failed")).toMatchObject({ run: 1, error_code: "endpoint-gone" });
    expect(await findEndpoint(owner, endpointId)).toMatchObject({ enabled: false, disabledReason: "gone" });
    expect(await mails()).toEqual(["gone owner", "gone admin"]);
    await world.waitFor((await completed(owner)).jobId, "completed");
    expect(await deliveries()).toHaveLength(1);
  });

  it("when nothing but failures came for five days, also when many fail at once", async () => {
    const { endpointId } = await endpoint();
    receiver.answer = () => new Response(null, { status: 500 });
    await failing(endpointId, 6, 30);
    await Promise.all([1, 2, 3, 4].map(() => completed(owner)));
    await poll(async () => (await findEndpoint(owner, endpointId)).enabled).toBe(false);
    expect(await findEndpoint(owner, endpointId)).toMatchObject({ disabledReason: "failing" });
    await poll(() => unfinished()).toEqual([]);
    expect(await mails()).toEqual(["failing owner", "failing admin"]);
  });

  it.each([
    ["it fails since four days only", 4, 1000],
    ["it failed a few times only", 30, 5],
  ])("but not when %s", async (_why, days, failures) => {
    const { endpointId } = await endpoint();
    receiver.answer = () => new Response(null, { status: 500 });
    await failing(endpointId, days, failures);
    await world.waitFor(await deliveryOf(endpointId), "retrying");
    expect(await findEndpoint(owner, endpointId)).toMatchObject({ enabled: true });
    expect(await mails()).toEqual([]);
  });
});

it("one organization's deliveries have room of their own, so that endpoints that hang hold up nobody else", () => {
  expect(deliverWebhook.flowControl).toEqual({ perOrganization: true, numbers: { parallelism: 5 } });
});

it("deliveries that wait for an endpoint take no room of the organization's open jobs", async () => {
  const { endpointId } = await endpoint();
  receiver.answer = () => new Response(null, { status: 500 });
  const deliveryId = await deliveryOf(endpointId);
  await world.waitFor(deliveryId, "retrying");
  const [row] = await select(
    world.db,
    sql`select counts_as_open from job_executions where job_id = ${deliveryId}::uuid`,
  );
  expect(row).toEqual({ counts_as_open: false });
});

function failing(endpointId: string, days: number, failures: number) {
  return world.db.execute(sql`
    update webhook_endpoints
    set failing_since = clock_timestamp() - make_interval(days => ${days}::int), failures = ${failures}::int
    where endpoint_id = ${endpointId}::uuid`);
}

/** Of the story's organization. */
function deliveries() {
  return select(
    world.db,
    sql`select job_id from job_executions
      where job_type = 'deliver-webhook' and organization_id = ${owner.organizationId}::bigint`,
  );
}

function unfinished() {
  return select(
    world.db,
    sql`select job_id, job_type, status from job_executions
      where organization_id = ${owner.organizationId}::bigint and status in ('pending', 'processing')`,
  );
}

/** Why and to which role, in the order of the people. */
async function mails(): Promise<string[]> {
  const rows = await select(
    world.db,
    sql`select payload #>> '{data,cause}' as cause, split_part(payload ->> 'to', '@', 1) as role
      from job_executions join users on email = payload ->> 'to'
      join members on members.user_id = users.id
      where job_type = 'send-email' and members.organization_id = ${owner.organizationId}::bigint
      order by users.id`,
  );
  return rows.map(({ cause, role }) => `${String(cause)} ${String(role)}`);
}
