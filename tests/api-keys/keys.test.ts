import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { GET as download } from "@/app/downloads/[artifactId]/file/route";
import { createApiKey } from "@/lib/auth/api-keys/create-api-key";
import { listApiKeys } from "@/lib/auth/api-keys/list-api-keys";
import { revokeApiKey } from "@/lib/auth/api-keys/revoke-api-key";
import { SCOPES, type Scope } from "@/lib/auth/api-keys/scopes";
import { members, users } from "@/lib/auth/schema";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { apiRoutes, servedApiRoutes } from "@/tests/helpers/api-routes";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { makeOrganization } from "@/tests/helpers/organizations";
import { select } from "@/tests/helpers/rows";

const ALL = Object.keys(SCOPES) as Scope[]; // oxlint-disable-line typescript/no-unsafe-type-assertion -- keys of a const

let app: TestApp;
let ada: Actor;
beforeAll(async () => {
  app = await startApp({
    ...(await servedApiRoutes()),
    "/downloads/*": (request) => {
      const artifactId = new URL(request.url).pathname.split("/")[2] ?? "";
      return download(request, { params: Promise.resolve({ artifactId }) });
    },
  });
  ada = await demoActor("ada@example.test", "owner");
});
afterAll(() => app.stop());

async function keyOf(actor: Actor, scopes: Scope[] = ALL, days: number | null = null): Promise<string> {
  const made = await createApiKey(actor, { name: "A program", scopes, days });
  if (typeof made === "string") throw new Error(made);
  return made.text;
}

function call(path: string, key: string, init: RequestInit = {}, more: Record<string, string> = {}) {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${key}`, ...more };
  return app.anonymous(path, { ...init, headers });
}

function mail(): RequestInit {
  const data = { name: "Grace", dashboardUrl: `${app.url}/mail` };
  const payload = { template: "welcome", to: "grace@example.test", data };
  return { method: "POST", body: JSON.stringify({ type: "send-email", payload }) };
}

async function refusal(answer: Response) {
  const { type, detail } = z.object({ type: z.string(), detail: z.string() }).parse(await answer.json());
  return [answer.status, type.split("#")[1], detail];
}

const NO_JOB = "/api/v1/status/01a2013f-f388-79b7-b611-fb284e5ee3d7";

describe("a key", () => {
  it("starts a job as who made it, in its organization, and sees how it stands", async () => {
    const key = await keyOf(ada);
    const answer = await call("/api/v1/dispatch", key, mail());
    expect(answer.status).toBe(202);
    const { jobId, links } = z
      .object({ jobId: z.uuid(), links: z.object({ self: z.string() }) })
      .parse(await answer.json());
    expect((await call(links.self, key)).status).toBe(200);
    const rows = await select(
      database(),
      sql`select user_id::int, organization_id::int from job_executions where job_id = ${jobId}::uuid`,
    );
    expect(rows).toEqual([{ user_id: ada.userId, organization_id: ada.organizationId }]);
  });

  it("says what it is by its shape, and only its hash is kept", async () => {
    const key = await keyOf(ada);
    expect(key).toMatch(/^bgj_[a-z2-9]{8}_[\w-]{43}$/);
    const everything = await select(database(), sql`select k.*::text as row from api_keys k`);
    const activity = await select(database(), sql`select a.*::text as row from activity_logs a`);
    const secret = key.split("_").slice(2).join("_");
    expect(JSON.stringify([everything, activity])).not.toContain(secret);
  });

  it.each([
    ["another one of the same shape", (key: string) => `${key.slice(0, -4)}AAAA`],
    ["half of it", (key: string) => key.slice(0, 20)],
    ["its beginning only", () => "bgj_"],
    ["something else", () => "eyJhbGciOi.eyJpc3MiOiJ.c2lnbmF0dXJl"],
    ["upper case", (key: string) => key.toUpperCase()],
  ])("is wrong: %s", async (_, spoiled) => {
    const answer = await call(NO_JOB, spoiled(await keyOf(ada)));
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(await refusal(answer)).toMatchObject([401, "wrong-api-key", expect.anything()]);
  });

  it("is wrong when it has expired", async () => {
    const key = await keyOf(ada, ALL, 30);
    expect((await call(NO_JOB, key)).status).toBe(404);
    await database().execute(
      sql`update api_keys set expires_at = clock_timestamp() where expires_at is not null`,
    );
    expect(await refusal(await call(NO_JOB, key))).toMatchObject([401, "wrong-api-key", expect.anything()]);
  });

  it("is wrong from the very moment it is revoked, and only its own organization revokes it", async () => {
    const [owner] = await makeOrganization(database());
    const [foreigner, member] = await makeOrganization(database(), ["owner", "member"]);
    if (owner === undefined || foreigner === undefined || member === undefined)
      throw new Error("They are there.");
    const key = await keyOf(owner);
    const [listed] = await listApiKeys(Number(owner.organizationId), 10);
    const keyId = Number(listed?.keyId);
    expect(await revokeApiKey(foreigner, keyId)).toBe("nothing");
    expect(await revokeApiKey({ ...owner, role: "member" }, keyId)).toBe("not-allowed");
    expect((await call(NO_JOB, key)).status).toBe(404);
    expect(await revokeApiKey(owner, keyId)).toBe("revoked");
    expect((await call(NO_JOB, key)).status).toBe(401);
    expect(await revokeApiKey(owner, keyId)).toBe("nothing");
    const lines = await select(
      database(),
      sql`select action from activity_logs where organization_id = ${owner.organizationId}::bigint order by id`,
    );
    expect(lines).toEqual([{ action: "api-key.created" }, { action: "api-key.revoked" }]);
  });

  it("has the role that who made it has now, and ends with their membership and their account", async () => {
    const [owner, admin] = await makeOrganization(database(), ["owner", "admin"]);
    if (owner === undefined || admin === undefined) throw new Error("They are there.");
    const key = await keyOf(admin);
    const endpoints = "/api/v1/webhook-endpoints";
    expect((await call(endpoints, key)).status).toBe(200);
    const theirs = sql`${members.userId} = ${admin.userId}::bigint`;
    await database().update(members).set({ role: "member" }).where(theirs);
    expect(await refusal(await call(endpoints, key))).toMatchObject([403, "not-allowed", expect.anything()]);
    await database().delete(members).where(theirs);
    expect((await call(endpoints, key)).status).toBe(401);
    expect(await listApiKeys(Number(owner.organizationId), 10)).toMatchObject([{ state: "left" }]);
    await database().delete(users).where(sql`${users.id} = ${admin.userId}::bigint`);
    expect((await call(endpoints, key)).status).toBe(401);
    expect(await listApiKeys(Number(owner.organizationId), 10)).toEqual([]);
  });

  it("counts alone: the cookie beside it does not", async () => {
    const client = await app.as("ada@example.test");
    expect((await client(NO_JOB, { headers: { Authorization: "Bearer bgj_wrong" } })).status).toBe(401);
  });

  it("is no matter of cookies: a page of another site is refused with those, not with a key", async () => {
    const crossSite = { "Sec-Fetch-Site": "cross-site" };
    expect((await call("/api/v1/dispatch", await keyOf(ada), mail(), crossSite)).status).toBe(202);
    const client = await app.as("ada@example.test");
    const headers = { "Content-Type": "application/json", ...crossSite };
    expect((await client("/api/v1/dispatch", { ...mail(), headers })).status).toBe(403);
  });

  it("tells when it was last used, written once a minute", async () => {
    const [owner] = await makeOrganization(database());
    if (owner === undefined) throw new Error("There is one.");
    const key = await keyOf(owner);
    const used = () =>
      select(
        database(),
        sql`select last_used_at::text as at, xmin::text as version from api_keys
          where organization_id = ${owner.organizationId}::bigint`,
      );
    expect(await used()).toMatchObject([{ at: null }]);
    await Promise.all(Array.from({ length: 20 }, () => call(NO_JOB, key)));
    const first = await used();
    expect(first).toMatchObject([{ at: expect.any(String) }]);
    await call(NO_JOB, key);
    expect(await used()).toEqual(first);
    await database().execute(sql`update api_keys set last_used_at = last_used_at - interval '61 seconds'
      where organization_id = ${owner.organizationId}::bigint`);
    await call(NO_JOB, key);
    const [later] = await used();
    expect(String(later?.at) > String(first[0]?.at)).toBe(true);
  });
});

it("a key downloads files, when that is what it is for", async () => {
  const artifactId = "01a2013f-f388-79b7-b611-fb284e5ee3d7";
  await database().execute(sql`
    insert into artifacts (artifact_id, job_id, organization_id, user_id, kind, file_name, content_type, storage_key,
      status, bytes, rows, expires_at)
    values (${artifactId}::uuid, ${artifactId}::uuid, ${ada.organizationId}::bigint, ${ada.userId}::bigint, 'export',
      'users.csv', 'text/csv', 'x', 'ready', 12, 3, clock_timestamp() + interval '1 day')`);
  const path = `/downloads/${artifactId}/file`;
  const answer = await call(path, await keyOf(ada, ["artifacts:read"]), { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, expect.stringContaining(artifactId)]);
  expect(await refusal(await call(path, await keyOf(ada, ["jobs:read"])))).toMatchObject([
    403,
    "missing-scope",
    expect.stringContaining("files"),
  ]);
});

describe("scopes", () => {
  it("every route of the API wants one, and names it; openapi.json wants none", async () => {
    const none = await keyOf(ada, ["jobs:read"]);
    await database().execute(sql`update api_keys set scopes = '{}' where scopes = array['jobs:read']`);
    const id = "01a2013f-f388-79b7-b611-fb284e5ee3d7";
    for (const { path, methods } of await apiRoutes()) {
      if (path === "/api/v1/openapi.json") continue;
      for (const method of methods) {
        const init = { method, ...(method === "GET" || method === "DELETE" ? {} : { body: "{}" }) };
        const answer = await call(path.replaceAll(/\{\w+\}/g, id), none, init);
        const [status, problem, detail] = await refusal(answer);
        expect([path, method, status, problem]).toEqual([path, method, 403, "missing-scope"]);
        expect(ALL.some((scope) => String(detail).includes(scope))).toBe(true);
      }
    }
  });

  it("let through what they are for", async () => {
    const key = await keyOf(ada, ["jobs:read"]);
    expect((await call(NO_JOB, key)).status).toBe(404);
    expect(await refusal(await call("/api/v1/dispatch", key, mail()))).toEqual([
      403,
      "missing-scope",
      "This needs a key with the scope jobs:write (start jobs and batches).",
    ]);
  });
});

it("members make none", async () => {
  const [, member] = await makeOrganization(database(), ["owner", "member"]);
  if (member === undefined) throw new Error("There is one.");
  expect(await createApiKey(member, { name: "x", scopes: ALL, days: null })).toBe("not-allowed");
});

it("an organization has at most fifty keys that work, also when many are made at once", async () => {
  const [owner] = await makeOrganization(database());
  if (owner === undefined) throw new Error("There is one.");
  const one = () => createApiKey(owner, { name: "x", scopes: ["jobs:read"], days: null });
  const made = await Promise.all(Array.from({ length: 55 }, one));
  expect(made.filter((answer) => answer === "too-many")).toHaveLength(5);
  await revokeApiKey(owner, Number((await listApiKeys(Number(owner.organizationId), 1))[0]?.keyId));
  expect(await one()).toMatchObject({ text: expect.any(String) });
});
