import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { batchAcceptedView, batchAnswerView } from "@/lib/api/batch-answer";
import { jobsView } from "@/lib/api/list-answer";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { complete } from "@/lib/jobs/transitions/complete";
import { fail } from "@/lib/jobs/transitions/fail";
import { servedApiRoutes } from "@/tests/helpers/api-routes";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { makeOrganization } from "@/tests/helpers/organizations";
import { beginRun, plantBatch, SETTLEMENT } from "@/tests/helpers/planted-job";
import { poll } from "@/tests/helpers/poll";
import { recordStatements } from "@/tests/helpers/recorded-statements";
import { select } from "@/tests/helpers/rows";

let app: TestApp;
let actor: Actor;
let ada: Client;
let member: Client;
beforeAll(async () => {
  process.env.API_RATE_LIMIT_PER_MINUTE = "0";
  app = await startApp(await servedApiRoutes());
  actor = await demoActor("ada@example.test", "owner");
  ada = await app.as("ada@example.test");
  member = await app.as("annie@example.test");
});
afterAll(() => app.stop());

function mail(to = "grace@example.test", name = "Grace") {
  return { template: "welcome", to, data: { name, dashboardUrl: `${app.url}/mail` } };
}

/** As many mails, each to somebody of the organization. */
function mails(count: number) {
  return Array.from({ length: count }, (_, index) => mail("grace@example.test", `Grace ${index}`));
}

const IN_AN_HOUR = new Date(Date.now() + 3_600_000).toISOString();

type Body = { type?: string; payloads?: unknown; options?: Record<string, unknown> };

/** Starts later than any test waits, unless `options` say otherwise. */
function start(changes: Body, headers: Record<string, string> = {}): RequestInit {
  const body = { type: "send-email", payloads: mails(3), options: { delay: 3_600 }, ...changes };
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}

function keyed(key: string, changes: Body = {}): RequestInit {
  return start(changes, { "Idempotency-Key": key });
}

async function settlement(jobId: string) {
  return { ...SETTLEMENT, run: await beginRun(jobId) };
}

async function started(init: RequestInit) {
  const answer = await ada("/api/v1/batches", init);
  expect(answer.status).toBe(202);
  const accepted = batchAcceptedView.strict().parse(await answer.json());
  expect([answer.headers.get("location"), answer.headers.get("retry-after")]).toEqual([
    accepted.links.self,
    "1",
  ]);
  return accepted;
}

async function read(path: string, client = ada) {
  return batchAnswerView.strict().parse(await (await client(path)).json());
}

async function refusal(answer: Response) {
  const { type, detail, errors } = z
    .object({
      type: z.string(),
      detail: z.string(),
      errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    })
    .parse(await answer.json());
  return { status: answer.status, name: type.split("#")[1], detail, pointers: errors?.map((e) => e.pointer) };
}

async function rows(): Promise<unknown> {
  const [counted] = await select(
    database(),
    sql`select (select count(*) from job_batches)::int as batches, (select count(*) from job_executions)::int as jobs`,
  );
  return counted;
}

describe("a batch that somebody starts", () => {
  it("runs every job of it, is watched by its link, and ends by itself", async () => {
    const { batchId, total, type, links } = await started(start({ options: {} }));
    expect([total, type]).toEqual([3, "send-email"]);
    await poll(async () => read(links.self)).toMatchObject({
      batchId,
      status: "completed",
      total: 3,
      completed: 3,
      completedAt: expect.any(String),
      links: { self: links.self, jobs: links.jobs },
    });
    const jobs = jobsView.parse(await (await ada(links.jobs)).json());
    expect(jobs.items).toHaveLength(3);
    const sent = new Set(app.mailbox.mails().map(({ idempotencyKey }) => idempotencyKey));
    expect(sent).toEqual(new Set(jobs.items.map(({ jobId }) => `${jobId}-mail`)));
  });

  it("belongs to who started it and their organization, and so do its jobs", async () => {
    const { batchId } = await started(start({}));
    const owners = await select(
      database(),
      sql`select distinct user_id::int as "userId", organization_id::int as "organizationId" from (
          select user_id, organization_id from job_batches where batch_id = ${batchId}::uuid
          union all select user_id, organization_id from job_executions where batch_id = ${batchId}::uuid
        ) as owned`,
    );
    expect(owners).toEqual([{ userId: actor.userId, organizationId: actor.organizationId }]);
  });

  it("may have a thousand jobs", async () => {
    const { links } = await started(start({ payloads: mails(1_000) }));
    expect(await read(links.self)).toMatchObject({ status: "open", total: 1_000, completed: 0 });
  }, 60_000);
});

describe("what is no batch", () => {
  it.each([
    ["no payload", { payloads: [] }, ["/payloads"]],
    ["more than a thousand", { payloads: Array.from({ length: 1_001 }, () => null) }, ["/payloads"]],
    ["no list", { payloads: {} }, ["/payloads"]],
    ["an unknown option", { options: { retries: 3 } }, ["/options"]],
    ["a wish for failures that there is not", { options: { onFailure: "stop" } }, ["/options/onFailure"]],
    ["delay and notBefore", { options: { delay: 1, notBefore: IN_AN_HOUR } }, ["/options/notBefore"]],
  ])("is refused with where it is wrong: %s", async (_, changes, pointers) => {
    const before = await rows();
    expect(await refusal(await ada("/api/v1/batches", start(changes)))).toMatchObject({
      status: 422,
      name: "invalid",
      pointers,
    });
    expect(await rows()).toEqual(before);
  });

  it("says of every payload that does not fit what is wrong with it, and starts none", async () => {
    const before = await rows();
    const payloads = [mail(), mail("nobody"), mail(), { ...mail(), template: "nope" }, 7];
    const answer = await refusal(await ada("/api/v1/batches", start({ payloads })));
    expect([answer.status, answer.pointers]).toEqual([
      422,
      ["/payloads/1/to", "/payloads/3/template", "/payloads/4"],
    ]);
    expect(await rows()).toEqual(before);
  });

  it("holds every payload to the rules of a dispatch, and names the one that breaks them", async () => {
    const before = await rows();
    const payloads = [mail(), mail(), mail("eve@elsewhere.test"), mail()];
    expect(await refusal(await ada("/api/v1/batches", start({ payloads })))).toMatchObject({
      status: 403,
      name: "not-allowed",
      detail: "Mail goes to members of the organization only.",
      pointers: ["/payloads/2"],
    });
    expect(await rows()).toEqual(before);
  });

  it("is a type that does not exist or is closed, or one that the person may not start", async () => {
    const unknown = await refusal(await ada("/api/v1/batches", start({ type: "send-emial" })));
    expect(unknown).toMatchObject({ status: 404, name: "unknown-type" });
    const closed = await refusal(await ada("/api/v1/batches", start({ type: "cleanup-old-data" })));
    expect(closed).toMatchObject({ status: 404, name: "unknown-type" });
    const denied = await refusal(await member("/api/v1/batches", start({})));
    expect(denied).toMatchObject({ status: 403, name: "not-allowed" });
  });

  it("is more than a mebibyte", async () => {
    const payloads = ["x".repeat(1_100_000)];
    expect(await refusal(await ada("/api/v1/batches", start({ payloads })))).toMatchObject({
      status: 413,
      name: "too-large",
    });
  });
});

describe("an Idempotency-Key of a batch", () => {
  it("makes ten requests at once one batch", async () => {
    const before = await select(database(), sql`select count(*)::int as n from job_batches`);
    const answers = await Promise.all(Array.from({ length: 10 }, () => started(keyed("ten"))));
    expect(new Set(answers.map(({ batchId }) => batchId)).size).toBe(1);
    const after = await select(database(), sql`select count(*)::int as n from job_batches`);
    expect(Number(after[0]?.n) - Number(before[0]?.n)).toBe(1);
  });

  it.each([
    ["another payload", () => ({ payloads: [...mails(2), mail("grace@example.test", "Other")] })],
    ["fewer payloads", () => ({ payloads: mails(2) })],
    ["more payloads", () => ({ payloads: mails(4) })],
    ["another wish for failures", () => ({ options: { delay: 3_600, onFailure: "cancel_rest" } })],
  ])("with %s is refused, and leaves all as it was", async (what, changes) => {
    await started(keyed(what));
    const before = await rows();
    const answer = await refusal(await ada("/api/v1/batches", keyed(what, changes())));
    expect(answer).toMatchObject({ status: 422, name: "idempotency-mismatch" });
    expect(await rows()).toEqual(before);
  });

  it("is no key of a single job", async () => {
    const { batchId } = await started(keyed("both"));
    const single = { type: "send-email", payload: mails(1)[0], options: { delay: 3_600 } };
    const headers = { "Content-Type": "application/json", "Idempotency-Key": "both" };
    const answer = await ada("/api/v1/dispatch", { method: "POST", headers, body: JSON.stringify(single) });
    expect(answer.status).toBe(202);
    expect((await started(keyed("both"))).batchId).toBe(batchId);
  });
});

describe("the status of a batch", () => {
  it("counts ends, tells the worst of them, and is 304 while nothing ends", async () => {
    const { batchId, jobIds } = await plantBatch(actor, 3);
    const self = `/api/v1/batches/${batchId}`;
    let etag = "";
    const expected = async (counts: Record<string, unknown>) => {
      const answer = await ada(self, { headers: { "If-None-Match": etag } });
      expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining(counts)]);
      etag = answer.headers.get("etag") ?? "";
      expect((await ada(self, { headers: { "If-None-Match": etag } })).status).toBe(304);
    };
    await expected({ status: "open", total: 3, completed: 0, failed: 0, cancelled: 0, completedAt: null });
    const [first = "", second = "", third = ""] = jobIds;
    await complete(database(), await settlement(first), { json: null, note: null });
    await expected({ status: "open", completed: 1 });
    await fail(database(), await settlement(second), "failed");
    await expected({ status: "open", completed: 1, failed: 1 });
    await cancel(database(), [third]);
    await expected({ status: "failed", completed: 1, failed: 1, cancelled: 1 });
  });

  it("unchanged reads one row, and waits for news with ?wait", async () => {
    const { batchId, jobIds } = await plantBatch(actor, 2);
    const self = `/api/v1/batches/${batchId}`;
    const headers = { "If-None-Match": (await ada(self)).headers.get("etag") ?? "" };
    const { statements, stop } = recordStatements();
    const asked = ada(`${self}?wait=25`, { headers });
    await poll(() => statements.length).toBeGreaterThanOrEqual(2);
    await cancel(database(), jobIds.slice(0, 1));
    const answer = await asked;
    stop();
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ cancelled: 1 })]);
    expect((await ada(`${self}?wait=26`)).status).toBe(422);
  });

  it("is for the organization, for the person alone where there is none, and 404 for all others", async () => {
    const [stranger] = await makeOrganization(database());
    const { batchId: foreign } = await plantBatch(stranger ?? actor, 1);
    const { batchId: private_ } = await plantBatch({ ...actor, organizationId: null }, 1);
    const { batchId: ours } = await plantBatch(actor, 1);
    const statuses = (client: Client) =>
      Promise.all(
        [ours, private_, foreign, "01a2013f-f388-79b7-b611-fb284e5ee3d7", "abc"].map(
          async (id) => (await client(`/api/v1/batches/${id}`)).status,
        ),
      );
    expect(await statuses(ada)).toEqual([200, 200, 404, 404, 404]);
    expect(await statuses(member)).toEqual([200, 404, 404, 404, 404]);
    const denied = await member(`/api/v1/batches/${private_}/cancel`, { method: "POST" });
    expect(await refusal(denied)).toMatchObject({ status: 404, detail: "There is no such batch." });
    expect(await read(`/api/v1/batches/${private_}`)).toMatchObject({ isCancelRequested: false });
  });
});

describe("the cancel of a batch", () => {
  const POST = { method: "POST" };

  it("ends what does not run at once, is in the audit, and is 200 again", async () => {
    const { batchId } = await plantBatch(actor, 3);
    const body = JSON.stringify({ reason: "wrong list" });
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body };
    const answer = await member(`/api/v1/batches/${batchId}/cancel`, init);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ status: "cancelled", cancelled: 3, isCancelRequested: true }),
    ]);
    const audit = await select(
      database(),
      sql`select action, reason from job_audit where batch_id = ${batchId}::uuid and job_id is null`,
    );
    expect(audit).toEqual([{ action: "cancel", reason: "wrong list" }]);
    expect((await ada(`/api/v1/batches/${batchId}/cancel`, POST)).status).toBe(200);
  });

  it("asks what runs to stop: 202 with where to watch it", async () => {
    const { batchId, jobIds } = await plantBatch(actor, 2);
    await beginRun(jobIds[0] ?? "");
    const answer = await ada(`/api/v1/batches/${batchId}/cancel`, POST);
    expect([answer.status, answer.headers.get("location"), await answer.json()]).toEqual([
      202,
      `/api/v1/batches/${batchId}`,
      expect.objectContaining({ status: "open", cancelled: 1, isCancelRequested: true }),
    ]);
  });

  it("of one that has ended otherwise is refused by name", async () => {
    const { batchId, jobIds } = await plantBatch(actor, 1);
    const run = await beginRun(jobIds[0] ?? "");
    await complete(database(), { ...SETTLEMENT, run }, { json: null, note: null });
    expect(await refusal(await ada(`/api/v1/batches/${batchId}/cancel`, POST))).toMatchObject({
      status: 409,
      name: "not-cancellable",
    });
  });
});
