import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { heartbeat } from "@/lib/jobs/transitions/heartbeat";
import { servedApiRoutes } from "@/tests/helpers/api-routes";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { beginRun, plantJob } from "@/tests/helpers/planted-job";
import { poll } from "@/tests/helpers/poll";
import { recordStatements } from "@/tests/helpers/recorded-statements";

let app: TestApp;
let actor: Actor;
let ada: Client;
/** Requests that the app has answered, whether or not anybody was there to hear. */
let answered: string[] = [];
beforeAll(async () => {
  process.env.DATABASE_POOL_MAX = "1";
  const routes = await servedApiRoutes();
  app = await startApp({
    "/api/v1/status/*": async (request) => {
      const answer = await routes["/api/v1/*"]?.(request);
      answered.push(new URL(request.url).search);
      return answer ?? new Response(null, { status: 404 });
    },
  });
  actor = await demoActor("ada@example.test", "owner");
  ada = await app.as("ada@example.test");
});
afterAll(() => app.stop());

let self: string;
let jobId: string;
beforeEach(async () => {
  jobId = await plantJob(actor);
  self = `/api/v1/status/${jobId}`;
  answered = [];
});

async function etagOf(path: string): Promise<string> {
  return (await ada(path)).headers.get("etag") ?? "";
}

/** Asks, and acts once the app has looked at the job for the second time: it waits by then. */
async function askThen(init: RequestInit, act: () => Promise<unknown>): Promise<Response> {
  const { statements, stop } = recordStatements();
  const asked = ada(`${self}?wait=25`, init);
  await poll(() => statements.length).toBeGreaterThanOrEqual(2);
  stop();
  await act();
  return asked;
}

async function timed<Answer>(work: Promise<Answer>): Promise<{ answer: Answer; seconds: number }> {
  const start = performance.now();
  const answer = await work;
  return { answer, seconds: (performance.now() - start) / 1_000 };
}

describe("a long poll", () => {
  it("is answered as soon as the job is not what the client has", async () => {
    const headers = { "If-None-Match": await etagOf(self) };
    const { answer, seconds } = await timed(askThen({ headers }, () => beginRun(jobId)));
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ status: "processing" }),
    ]);
    expect(seconds).toBeLessThan(10);
  });

  it("is answered as soon as the job moves on, for a client that has nothing", async () => {
    await beginRun(jobId);
    const progress = { done: 1, total: 2, message: null };
    const answer = await askThen({}, () => heartbeat(database(), { jobId, run: 1 }, progress));
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ progress })]);
  });

  it("is answered at once when the job has moved since, or has ended", async () => {
    const headers = { "If-None-Match": await etagOf(self) };
    await cancel(database(), [jobId]);
    for (const init of [{ headers }, {}]) {
      const { answer, seconds } = await timed(ada(`${self}?wait=25`, init));
      expect([answer.status, answer.headers.has("retry-after")]).toEqual([200, false]);
      expect(seconds).toBeLessThan(5);
    }
  });

  it("ends when its time is over: 304 for who has this version, else the job", async () => {
    const etag = await etagOf(self);
    const kept = await timed(ada(`${self}?wait=1`, { headers: { "If-None-Match": etag } }));
    expect([kept.answer.status, kept.answer.headers.get("etag")]).toEqual([304, etag]);
    expect(kept.seconds).toBeGreaterThanOrEqual(0.99);
    const fresh = await timed(ada(`${self}?wait=1`));
    expect([fresh.answer.status, fresh.answer.headers.get("retry-after")]).toEqual([200, "1"]);
    expect(fresh.seconds).toBeGreaterThanOrEqual(0.99);
  });

  it("holds no connection: with one in the pool, twenty wait and others are answered", async () => {
    const headers = { "If-None-Match": await etagOf(self) };
    const waiting = Array.from({ length: 20 }, () => ada(`${self}?wait=25`, { headers }));
    const { answer, seconds } = await timed(ada(self));
    expect(answer.status).toBe(200);
    expect(seconds).toBeLessThan(3);
    expect(answered.filter((query) => query === "?wait=25")).toEqual([]);
    await cancel(database(), [jobId]);
    expect(new Set((await Promise.all(waiting)).map(({ status }) => status))).toEqual(new Set([200]));
  });

  it("answers one too many of a person from one look, while the others wait on", async () => {
    const headers = { "If-None-Match": await etagOf(self) };
    const { statements, stop } = recordStatements();
    const waiting = Array.from({ length: 20 }, () => ada(`${self}?wait=25`, { headers }));
    await poll(() => statements.length).toBeGreaterThanOrEqual(40);
    stop();
    expect((await ada(`${self}?wait=2`, { headers })).status).toBe(304);
    expect(answered.filter((query) => query.startsWith("?wait"))).toEqual(["?wait=2"]);
    await cancel(database(), [jobId]);
    expect((await ada(`${self}?wait=2`, { headers })).status).toBe(200);
    await Promise.all(waiting);
  });

  it("ends when the client goes away", async () => {
    const leaving = new AbortController();
    const { statements, stop } = recordStatements();
    const asked = ada(`${self}?wait=25`, { signal: leaving.signal });
    await poll(() => statements.length).toBeGreaterThanOrEqual(2);
    stop();
    leaving.abort();
    await expect(asked).rejects.toThrow("abort");
    const { seconds } = await timed(poll(() => answered).toEqual(["?wait=25"]));
    expect(seconds).toBeLessThan(10);
  });

  it.each(["26", "-1", "1.5", "abc", "1000"])("is no wait of %j", async (wait) => {
    const answer = await ada(`${self}?wait=${wait}`);
    const body = z.object({ errors: z.array(z.unknown()) }).parse(await answer.json());
    expect([answer.status, body.errors]).toEqual([422, [{ parameter: "wait", detail: expect.any(String) }]]);
  });

  it("of somebody else's job is 404 at once", async () => {
    const other = await plantJob({ userId: actor.userId, organizationId: null });
    const member = await app.as("annie@example.test");
    expect((await member(`/api/v1/status/${other}?wait=25`)).status).toBe(404);
  });

  // The last one: from here on this process is about to end.
  it("ends when the app is shut down", async () => {
    // Somebody who ends the process, as Next does; else the engine would.
    process.once("SIGTERM", () => undefined);
    const { answer } = await timed(askThen({}, async () => process.emit("SIGTERM")));
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ status: "pending" }),
    ]);
  });
});
