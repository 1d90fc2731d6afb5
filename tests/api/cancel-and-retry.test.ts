import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { complete } from "@/lib/jobs/transitions/complete";
import { fail } from "@/lib/jobs/transitions/fail";
import { servedApiRoutes } from "@/tests/helpers/api-routes";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { makeOrganization } from "@/tests/helpers/organizations";
import { beginRun, plantJob, SETTLEMENT } from "@/tests/helpers/planted-job";
import { alter, select } from "@/tests/helpers/rows";

let app: TestApp;
let actor: Actor;
let ada: Client;
let member: Client;
beforeAll(async () => {
  app = await startApp(await servedApiRoutes());
  actor = await demoActor("ada@example.test", "owner");
  ada = await app.as("ada@example.test");
  member = await app.as("annie@example.test");
});
afterAll(() => app.stop());

const POST: RequestInit = { method: "POST" };
const EMPTY = { json: null, note: null };

function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}

/** A job that ended by itself. */
async function ended(how: "completed" | "failed" | "timeout"): Promise<string> {
  const jobId = await plantJob(actor);
  const settlement = { ...SETTLEMENT, run: await beginRun(jobId) };
  if (how === "completed") await complete(database(), settlement, EMPTY);
  else await fail(database(), settlement, how);
  return jobId;
}

async function refusal(answer: Response) {
  const body = z
    .object({
      type: z.string(),
      detail: z.string(),
      errors: z.array(z.object({ pointer: z.string() })).optional(),
    })
    .parse(await answer.json());
  return { status: answer.status, name: body.type.split("#")[1], detail: body.detail, errors: body.errors };
}

function audit(jobId: string) {
  return select(
    database(),
    sql`select action, user_id::int as "userId", reason from job_audit where job_id = ${jobId}::uuid order by id`,
  );
}

describe("a cancel", () => {
  it("ends a job that does not run at once, and says what may be done next", async () => {
    const jobId = await plantJob(actor);
    const answer = await ada(`/api/v1/cancel/${jobId}`, json({ reason: "not needed any more" }));
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({
        jobId,
        status: "cancelled",
        links: { self: `/api/v1/status/${jobId}`, retry: `/api/v1/retry/${jobId}` },
      }),
    ]);
    expect(await audit(jobId)).toEqual([
      { action: "cancel", userId: actor.userId, reason: "not needed any more" },
    ]);
  });

  it("asked ten times at once is one deed, and 200 each time", async () => {
    const jobId = await plantJob(actor);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ada(`/api/v1/cancel/${jobId}`, POST)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await audit(jobId)).toHaveLength(1);
  });

  it("asks a run that is alive to stop: 202 with where to watch it", async () => {
    const jobId = await plantJob(actor);
    await beginRun(jobId);
    for (const _ of ["once", "again"]) {
      const answer = await ada(`/api/v1/cancel/${jobId}`, POST);
      const self = `/api/v1/status/${jobId}`;
      expect([answer.status, answer.headers.get("location"), answer.headers.get("retry-after")]).toEqual([
        202,
        self,
        "1",
      ]);
      expect(await answer.json()).toMatchObject({ status: "processing", isCancelRequested: true });
    }
    expect(await audit(jobId)).toHaveLength(1);
  });

  it.each(["completed", "failed", "timeout"] as const)(
    "of one that has %s is refused by name",
    async (status) => {
      const jobId = await ended(status);
      expect(await refusal(await ada(`/api/v1/cancel/${jobId}`, POST))).toMatchObject({
        status: 409,
        name: "not-cancellable",
        detail: `It has ended before: it is ${status}.`,
      });
      expect(await audit(jobId)).toEqual([]);
    },
  );
});

describe("a retry", () => {
  it.each(["failed", "timeout"] as const)("revives one that ended as %s", async (status) => {
    const jobId = await ended(status);
    const answer = await ada(`/api/v1/retry/${jobId}`, json({ reason: "the provider is back" }));
    expect([answer.status, answer.headers.get("location"), answer.headers.get("retry-after")]).toEqual([
      202,
      `/api/v1/status/${jobId}`,
      "1",
    ]);
    expect(await answer.json()).toMatchObject({
      jobId,
      error: null,
      links: { cancel: `/api/v1/cancel/${jobId}` },
    });
    expect(await audit(jobId)).toEqual([
      { action: "revive", userId: actor.userId, reason: "the provider is back" },
    ]);
  });

  it("revives one that was cancelled", async () => {
    const jobId = await plantJob(actor);
    await ada(`/api/v1/cancel/${jobId}`, POST);
    expect((await ada(`/api/v1/retry/${jobId}`, POST)).status).toBe(202);
  });

  it("of one that has not ended is refused by name", async () => {
    const jobId = await plantJob(actor);
    const answer = await refusal(await ada(`/api/v1/retry/${jobId}`, POST));
    expect(answer).toMatchObject({ status: 409, name: "not-ended" });
    expect(await audit(jobId)).toEqual([]);
  });

  it("of one that has completed is refused by name", async () => {
    const answer = await refusal(await ada(`/api/v1/retry/${await ended("completed")}`, POST));
    expect(answer).toMatchObject({ status: 409, name: "not-retryable" });
  });

  it("of one whose payload was erased is refused by name", async () => {
    const jobId = await ended("failed");
    await alter(database(), jobId, sql`payload = null, payload_erased_at = clock_timestamp()`);
    const answer = await refusal(await ada(`/api/v1/retry/${jobId}`, POST));
    expect(answer).toMatchObject({ status: 409, name: "payload-erased" });
    expect(await (await ada(`/api/v1/status/${jobId}`)).json()).not.toHaveProperty("links.retry");
  });
});

/** What is answered to a cancel, and then to a retry. */
async function deeds(client: Client, jobId: string) {
  const answers = [];
  for (const verb of ["cancel", "retry"]) answers.push(await client(`/api/v1/${verb}/${jobId}`, POST));
  return answers.map(({ status }) => status);
}

describe("a member", () => {
  it("cancels and retries their own jobs, and admins those of everybody", async () => {
    const annie = await demoActor("annie@example.test");
    expect(await deeds(member, await plantJob(annie))).toEqual([200, 202]);
    expect(await deeds(ada, await plantJob(annie))).toEqual([200, 202]);
  });

  it("cancels and retries those of others where members may start such jobs", async () => {
    const payload = { exportType: "users", format: "csv", notifyEmail: "ada@example.test" };
    const answer = await ada(
      "/api/v1/dispatch",
      json({ type: "export-data", payload, options: { delay: 600 } }),
    );
    const { jobId } = z.object({ jobId: z.uuid() }).parse(await answer.json());
    expect(await deeds(member, jobId)).toEqual([200, 202]);
  });

  it("only sees a mail that an admin has sent, or taken back", async () => {
    const jobId = await plantJob(actor);
    expect(await deeds(member, jobId)).toEqual([403, 403]);
    await ada(`/api/v1/cancel/${jobId}`, POST);
    expect(await refusal(await member(`/api/v1/retry/${jobId}`, POST))).toMatchObject({
      status: 403,
      name: "not-allowed",
    });
    expect((await member(`/api/v1/status/${jobId}`)).status).toBe(200);
    expect(await audit(jobId)).toHaveLength(1);
  });
});

describe.each(["cancel", "retry"])("%s", (verb) => {
  it("finds no job of another organization, none of another person, and none that is unknown", async () => {
    const [stranger] = await makeOrganization(database());
    const ids = [
      await plantJob(stranger ?? actor),
      await plantJob({ userId: actor.userId, organizationId: null }),
      "01a2013f-f388-79b7-b611-fb284e5ee3d7",
      "abc",
      "%00",
    ];
    const answers = await Promise.all(
      ids.map(async (id) => refusal(await member(`/api/v1/${verb}/${id}`, POST))),
    );
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 404, detail: "There is no such job." });
    for (const jobId of ids.slice(0, 2)) expect(await audit(jobId)).toEqual([]);
  });

  it("finds one's own job that belongs to no organization", async () => {
    const jobId = await plantJob({ userId: actor.userId, organizationId: null });
    expect((await ada(`/api/v1/cancel/${jobId}`, POST)).status).toBe(200);
    const answer = await ada(`/api/v1/${verb}/${jobId}`, POST);
    expect(answer.ok).toBe(true);
  });

  it("is for people who are signed in", async () => {
    const answer = await refusal(await app.anonymous(`/api/v1/${verb}/${await plantJob(actor)}`, POST));
    expect(answer).toMatchObject({ status: 401, name: "not-signed-in" });
  });

  it.each(["cross-site", "same-site"])("is not for pages of other sites: %s", async (site) => {
    const jobId = await plantJob(actor);
    // As a form without fields comes.
    const init = { ...POST, body: new URLSearchParams(), headers: { "Sec-Fetch-Site": site } };
    expect(await refusal(await ada(`/api/v1/${verb}/${jobId}`, init))).toMatchObject({
      status: 403,
      name: "cross-site",
    });
    expect(await audit(jobId)).toEqual([]);
  });

  it.each([
    ["text that is not JSON", { ...json({}), body: "{" }, 400, "not-json", undefined],
    ["a form", { ...POST, body: new URLSearchParams({ reason: "x" }) }, 415, "wrong-content-type", undefined],
    ["more than 4 KiB", json({ reason: "x".repeat(5000) }), 413, "too-large", undefined],
    ["a list", json([]), 422, "invalid", [{ pointer: "" }]],
    ["an unknown member", json({ raeson: "x" }), 422, "invalid", [{ pointer: "" }]],
    ["an empty reason", json({ reason: " " }), 422, "invalid", [{ pointer: "/reason" }]],
    ["a long reason", json({ reason: "x".repeat(501) }), 422, "invalid", [{ pointer: "/reason" }]],
  ])("takes no body with %s, and does nothing then", async (_, init, status, name, errors) => {
    const jobId = await plantJob(actor);
    expect(await refusal(await ada(`/api/v1/${verb}/${jobId}`, init))).toMatchObject({
      status,
      name,
      errors,
    });
    expect(await audit(jobId)).toEqual([]);
  });

  it("takes no body, an empty object, and any words as the reason", async () => {
    for (const init of [POST, json({}), json({ reason: "null\u0000byte \ud800" })]) {
      const jobId = await plantJob(actor);
      if (verb === "retry") await ada(`/api/v1/cancel/${jobId}`, POST);
      expect((await ada(`/api/v1/${verb}/${jobId}`, init)).ok).toBe(true);
    }
  });
});
