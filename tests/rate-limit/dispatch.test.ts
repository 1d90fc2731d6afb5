import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createApiKey } from "@/lib/auth/api-keys/create-api-key";
import { database } from "@/lib/db/client";
import { servedApiRoutes } from "@/tests/helpers/api-routes";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { select } from "@/tests/helpers/rows";

const LIMIT = 30;

let app: TestApp;
let ada: Client;
beforeAll(async () => {
  process.env.API_RATE_LIMIT_PER_MINUTE = String(LIMIT);
  app = await startApp(await servedApiRoutes());
  ada = await app.as("ada@example.test");
});
afterAll(() => app.stop());

function mail(): RequestInit {
  const data = { name: "Grace", dashboardUrl: `${app.url}/mail` };
  const payload = { template: "welcome", to: "grace@example.test", data };
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ type: "send-email", payload, options: { delay: 3_600 } }),
  };
}

const told = ({ headers }: Response) =>
  ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"].map((name) => headers.get(name));

const jobs = async () => (await select(database(), sql`select from job_executions`)).length;

it("fifty requests at once start as many jobs as the limit says; the others hear when to come again", async () => {
  const before = await jobs();
  const answers = await Promise.all(Array.from({ length: 50 }, () => ada("/api/v1/dispatch", mail())));
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(LIMIT);
  expect((await jobs()) - before).toBe(LIMIT);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(50 - LIMIT);
  for (const answer of refused) {
    expect(await answer.json()).toMatchObject({ type: "/docs/problems#rate-limited", status: 429 });
    const [limit, remaining, reset] = told(answer);
    expect([limit, remaining, answer.headers.get("retry-after")]).toEqual([String(LIMIT), "0", reset]);
    expect(Number(reset)).toBeGreaterThan(0);
    expect(Number(reset)).toBeLessThanOrEqual(60);
  }
});

it("a person's keys count with them: making more keys is no way around it", async () => {
  const made = await createApiKey(await demoActor("ada@example.test", "owner"), {
    name: "x",
    scopes: ["jobs:write"],
    days: null,
  });
  if (typeof made === "string") throw new Error(made);
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${made.text}` };
  expect((await app.anonymous("/api/v1/dispatch", { ...mail(), headers })).status).toBe(429);
});

it("what starts a job once more counts too: retries, test events, deliveries that are sent again", async () => {
  const grace = await app.as("grace@example.test");
  const nothing = "01a2013f-f388-79b7-b611-fb284e5ee3d7";
  const endpoint = `/api/v1/webhook-endpoints/${nothing}`;
  const paths = [
    `/api/v1/retry/${nothing}`,
    `${endpoint}/test`,
    `${endpoint}/deliveries/${nothing}/redeliver`,
  ];
  for (const [index, path] of paths.entries()) {
    const answer = await grace(path, { method: "POST" });
    expect([answer.status, ...told(answer).slice(0, 2)]).toEqual([
      404,
      String(LIMIT),
      String(LIMIT - 1 - index),
    ]);
  }
  const cancelled = await grace(`/api/v1/cancel/${nothing}`, { method: "POST" });
  expect(told(cancelled)).toEqual([null, null, null]);
});

it("every answer says how many are left, also one that refuses what was sent", async () => {
  const alan = await app.as("alan@example.test");
  expect(told(await alan("/api/v1/dispatch", mail()))).toEqual([String(LIMIT), "29", "60"]);
  const wrong = await alan("/api/v1/dispatch", { ...mail(), body: "{" });
  expect([wrong.status, ...told(wrong).slice(0, 2)]).toEqual([400, String(LIMIT), "28"]);
  const foreign = { ...mail(), body: JSON.stringify({ type: "nope", payload: {} }) };
  const unknown = await alan("/api/v1/dispatch", foreign);
  expect([unknown.status, ...told(unknown).slice(0, 2)]).toEqual([404, String(LIMIT), "27"]);
});

it("who is nobody is counted by nobody", async () => {
  const answer = await app.anonymous("/api/v1/dispatch", mail());
  expect([answer.status, ...told(answer)]).toEqual([401, null, null, null]);
});
