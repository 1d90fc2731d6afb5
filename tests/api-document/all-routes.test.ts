import { once } from "node:events";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { apiDocument } from "@/app/_api/document";
import { createApiKey } from "@/lib/auth/api-keys/create-api-key";
import type { Scope } from "@/lib/auth/api-keys/scopes";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { complete } from "@/lib/jobs/transitions/complete";
import { seen } from "@/tests/helpers/api-contract";
import { servedApiRoutes } from "@/tests/helpers/api-routes";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { beginRun, plantBatch, plantJob, SETTLEMENT } from "@/tests/helpers/planted-job";
import { poll } from "@/tests/helpers/poll";
import { startReceiver } from "@/tests/helpers/webhook-receiver";
import { webhookRoutes } from "@/tests/helpers/webhook-routes";

/** Answers that need a fault: `tests/api/full-pool.test.ts` has it. */
const FAULTS = /^\w+ 503$/;

const ID = "01a2013f-f388-79b7-b611-fb284e5ee3d7";

let app: TestApp;
let actor: Actor;
let ada: Client;
let member: Client;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  process.env.API_RATE_LIMIT_PER_MINUTE = "40";
  app = await startApp({ ...webhookRoutes, ...(await servedApiRoutes()) });
  actor = await demoActor("ada@example.test", "owner");
  ada = await app.as("ada@example.test");
  member = await app.as("annie@example.test");
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await app.stop();
});

const operations = Object.entries(apiDocument().paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...operation,
    method: method.toUpperCase(),
    path: path.replaceAll(/\{\w+\}/g, ID),
  })),
);

type Sent = { type?: string; body?: string; headers?: Record<string, string> };

function send(method: string, { type = "application/json", body, headers = {} }: Sent = {}): RequestInit {
  const hasBody = method !== "GET" && method !== "DELETE";
  return {
    method,
    headers: { "Content-Type": type, ...headers },
    ...(hasBody ? { body: body ?? "{}" } : {}),
  };
}

async function keyWith(scopes: Scope[]): Promise<string> {
  const made = await createApiKey(actor, { name: "x", scopes, days: null });
  if (typeof made === "string") throw new Error(made);
  return made.text;
}

const json = (client: Client, path: string, body: unknown, method = "POST") =>
  client(path, send(method, { body: JSON.stringify(body) }));

it("nobody, a wrong key, and a key without the scope are refused as described", async () => {
  const key = await keyWith(["jobs:read"]);
  await database().execute(sql`update api_keys set scopes = '{}'`);
  for (const { method, path, security } of operations.filter(({ security }) => security.length > 0)) {
    const as = (token: string) => send(method, { headers: { Authorization: `Bearer ${token}` } });
    const answers = [
      await app.anonymous(path, send(method)),
      await app.anonymous(path, as("bgj_wrong")),
      await app.anonymous(path, as(key)),
    ];
    expect([path, security, ...answers.map(({ status }) => status)]).toEqual([path, security, 401, 401, 403]);
  }
});

it("what is sent wrongly is refused as described", async () => {
  const withBody = operations.filter(({ requestBody }) => requestBody !== undefined);
  expect(withBody.length).toBeGreaterThan(3);
  const endpoint = z.object({ endpointId: z.string() });
  const made = await json(ada, "/api/v1/webhook-endpoints", { url: receiver.url });
  const { endpointId } = endpoint.parse(await made.json());
  for (const { method, path } of withBody) {
    const real = path.replace(ID, endpointId);
    const statuses = [
      await ada(real, send(method, { type: "text/plain" })),
      await ada(real, send(method, { body: "{" })),
      await ada(real, send(method, { body: `"${"x".repeat(1_100_000)}"` })),
      await ada(real, send(method, { body: '{"unknown":1}' })),
      await ada(real, send(method, { headers: { "Sec-Fetch-Site": "cross-site" } })),
    ].map(({ status }) => status);
    expect([path, ...statuses]).toEqual([path, 415, 400, 413, 422, 403]);
  }
});

it("what there is not is not found as described", async () => {
  for (const { method, path, requestBody } of operations.filter(({ path }) => path.includes(ID))) {
    const example = requestBody?.content["application/json"].example;
    const answer = await ada(path, send(method, { body: JSON.stringify(example ?? {}) }));
    expect([path, answer.status]).toEqual([path, 404]);
  }
});

it("a job is started and watched", async () => {
  const request = {
    type: "export-data",
    payload: { exportType: "users", format: "csv", notifyEmail: "ada@example.test" },
    options: { delay: 60, deadline: new Date(Date.now() + 3_600_000).toISOString() },
  };
  const answer = await json(ada, "/api/v1/dispatch", request);
  expect(answer.status).toBe(202);
  await watched(answer.headers.get("location") ?? "");
  expect((await json(ada, "/api/v1/dispatch", { ...request, type: "no-such-job" })).status).toBe(404);
});

it("jobs are listed", async () => {
  await plantJob(actor);
  await watched("/api/v1/status?limit=1&count=capped");
  expect((await ada("/api/v1/status?limit=0")).status).toBe(422);
});

it("a batch is started, watched and cancelled", async () => {
  const payload = { exportType: "users", format: "csv", notifyEmail: "ada@example.test" };
  const request = { type: "export-data", payloads: [payload, payload], options: { delay: 60 } };
  const answer = await json(ada, "/api/v1/batches", request);
  expect(answer.status).toBe(202);
  const self = answer.headers.get("location") ?? "";
  await watched(self);
  expect((await ada(`${self}?wait=none`)).status).toBe(422);
  expect((await json(ada, `${self}/cancel`, { reason: "Not needed" })).status).toBe(200);
  expect((await json(ada, "/api/v1/batches", { ...request, type: "no-such-job" })).status).toBe(404);

  const { batchId, jobIds } = await plantBatch(actor, 1);
  const run = await beginRun(jobIds[0] ?? "");
  expect((await json(ada, `/api/v1/batches/${batchId}/cancel`, {})).status).toBe(202);
  await complete(database(), { ...SETTLEMENT, run }, { json: null, note: null });
  expect((await json(ada, `/api/v1/batches/${batchId}/cancel`, {})).status).toBe(409);
});

it("a job is cancelled and retried", async () => {
  const jobId = await plantJob(actor);
  expect((await json(ada, `/api/v1/retry/${jobId}`, {})).status).toBe(409);
  expect((await json(ada, `/api/v1/cancel/${jobId}`, { reason: "Not needed" })).status).toBe(200);
  expect((await ada(`/api/v1/retry/${jobId}`, { method: "POST" })).status).toBe(202);
  expect((await ada(`/api/v1/status/${jobId}?wait=none`)).status).toBe(422);

  const running = await plantJob(actor);
  const run = await beginRun(running);
  expect((await json(ada, `/api/v1/cancel/${running}`, {})).status).toBe(202);
  await complete(database(), { ...SETTLEMENT, run }, { json: null, note: null });
  expect((await json(ada, `/api/v1/cancel/${running}`, {})).status).toBe(409);
});

it("a file is seen", async () => {
  await database().execute(sql`
    insert into artifacts (artifact_id, job_id, organization_id, user_id, kind, file_name, content_type, storage_key,
      status, bytes, rows, expires_at)
    values (${ID}::uuid, ${ID}::uuid, ${actor.organizationId}::bigint, ${actor.userId}::bigint, 'export', 'users.csv',
      'text/csv', 'x', 'ready', 12, 3, clock_timestamp() + interval '1 day')`);
  await watched(`/api/v1/artifacts/${ID}`);
});

it("a webhook endpoint is made, changed, tried and deleted", async () => {
  const made = await json(ada, "/api/v1/webhook-endpoints", { url: receiver.url, jobTypes: ["export-data"] });
  const self = made.headers.get("location") ?? "";
  expect((await ada("/api/v1/webhook-endpoints")).status).toBe(200);
  expect((await ada(self)).status).toBe(200);
  expect((await json(ada, self, { description: "Ours" }, "PATCH")).status).toBe(200);
  expect((await json(ada, `${self}/rotate-secret`, {})).status).toBe(200);
  expect((await json(member, `${self}/rotate-secret`, {})).status).toBe(403);

  const delivery = await json(ada, `${self}/test`, {});
  expect(delivery.status).toBe(202);
  const { deliveryId } = z.object({ deliveryId: z.string() }).parse(await delivery.json());
  await poll(async () => (await ada(`/api/v1/status/${deliveryId}`)).json()).toMatchObject({
    status: "completed",
  });
  const again = `${self}/deliveries/${deliveryId}/redeliver`;
  // Nobody answers the second one until it was asked for once more.
  const asked = new AbortController();
  const patience = once(asked.signal, "abort");
  receiver.answer = async () => {
    await patience;
    return new Response(null, { status: 204 });
  };
  const second = await json(ada, again, {});
  expect(second.status).toBe(202);
  const { deliveryId: open } = z.object({ deliveryId: z.string() }).parse(await second.json());
  expect((await json(ada, `${self}/deliveries/${open}/redeliver`, {})).status).toBe(409);
  asked.abort();
  const page = await ada(`${self}/deliveries?limit=1`);
  expect([page.status, page.headers.has("link")]).toEqual([200, true]);
  expect((await ada(`${self}/deliveries?limit=none`)).status).toBe(422);

  expect((await json(ada, self, { enabled: false }, "PATCH")).status).toBe(200);
  expect((await json(ada, `${self}/test`, {})).status).toBe(422);
  expect((await json(ada, again, {})).status).toBe(422);
  expect((await ada(self, { method: "DELETE" })).status).toBe(204);
});

it("the document describes itself", async () => {
  const first = await app.anonymous("/api/v1/openapi.json");
  expect(await first.json()).toEqual(JSON.parse(JSON.stringify(apiDocument())));
  await watched("/api/v1/openapi.json");
});

it("too many requests are refused as described", async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => ada("/api/v1/dispatch", send("POST", { body: "[]" }))),
  );
  expect(answers.some(({ status }) => status === 429)).toBe(true);
  const nothing = "01a2013f-f388-79b7-b611-fb284e5ee3d7";
  const endpoint = `/api/v1/webhook-endpoints/${nothing}`;
  const others = ["/api/v1/batches", `/api/v1/retry/${nothing}`, `${endpoint}/test`].concat(
    `${endpoint}/deliveries/${nothing}/redeliver`,
  );
  for (const path of others) expect((await ada(path, send("POST", { body: "[]" }))).status).toBe(429);
});

it("every answer that the document has was seen here, but those of faults", () => {
  const described = operations.flatMap(({ operationId, responses }) =>
    Object.keys(responses).map((status) => `${operationId} ${status}`),
  );
  expect(described.filter((name) => !seen.has(name) && !FAULTS.test(name))).toEqual([]);
});

/** Seen twice: the second time there is nothing new. */
async function watched(path: string): Promise<void> {
  const first = await ada(path);
  expect(first.status).toBe(200);
  const headers = { "If-None-Match": first.headers.get("etag") ?? "" };
  expect((await ada(path, { headers })).status).toBe(304);
}
