import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { auth } from "@/lib/auth/auth";
import { connect } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";

let app: TestApp;
let ada: Client;
let member: Client;
let stranger: Client;
beforeAll(async () => {
  app = await startApp();
  ada = await app.as("ada@example.test");
  member = await app.as("annie@example.test");
  await auth().api.signUpEmail({
    body: { name: "Eve Elsewhere", email: "eve@elsewhere.test", password: "demo-password" },
  });
  stranger = await app.as("eve@elsewhere.test");
});
afterAll(() => app.stop());

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  instance: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

function mail(changes: { to?: string; data?: Record<string, unknown> } = {}) {
  const data = changes.data ?? { name: "Grace", dashboardUrl: `${app.url}/mail` };
  return {
    type: "send-email",
    payload: { template: "welcome", to: changes.to ?? "grace@example.test", data },
  };
}

function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: text };
}

async function refusal(answer: Response) {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const body = problem.parse(await answer.json());
  expect(body.status).toBe(answer.status);
  return { ...body, name: body.type.split("#")[1] };
}

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}

async function jobCount(): Promise<number> {
  const { db, close } = connect(app.databaseUrl, { max: 1 });
  const rows = await query(
    db,
    z.object({ n: z.number() }),
    sql`select count(*)::int as n from job_executions`,
  );
  await close();
  return rows[0]?.n ?? -1;
}

describe("who may dispatch", () => {
  it("nobody who is not signed in", async () => {
    const answer = await refusal(await app.anonymous("/api/v1/dispatch", post(mail())));
    expect(answer).toMatchObject({ status: 401, name: "not-signed-in" });
  });

  it("nobody with a garbage session", async () => {
    const cookie = "better-auth.session_token=garbage.%ff%00; x=y";
    const answer = await refusal(await app.anonymous("/api/v1/dispatch", post(mail(), { cookie })));
    expect(answer).toMatchObject({ status: 401, name: "not-signed-in" });
  });

  it("a mail: owners and admins, not members", async () => {
    expect(await refusal(await member("/api/v1/dispatch", post(mail())))).toMatchObject({
      status: 403,
      name: "not-allowed",
    });
  });

  it("a mail to members of one's own organization only", async () => {
    for (const to of ["eve@elsewhere.test", "nobody@example.test"]) {
      const answer = await refusal(await ada("/api/v1/dispatch", post(mail({ to }))));
      expect(answer).toMatchObject({
        status: 403,
        detail: "Mail goes to members of the organization only.",
      });
    }
  });

  it("a mail with links of the app only", async () => {
    const data = { name: "Grace", dashboardUrl: "https://evil.example/x" };
    const answer = await refusal(await ada("/api/v1/dispatch", post(mail({ data }))));
    expect(answer).toMatchObject({ status: 403, detail: expect.stringContaining("dashboardUrl") });
  });

  it("a mail without links in its words", async () => {
    const data = { name: "your bank https://evil.example", dashboardUrl: `${app.url}/mail` };
    const answer = await refusal(await ada("/api/v1/dispatch", post(mail({ data }))));
    expect(answer).toMatchObject({
      status: 403,
      detail: expect.stringContaining("name must not contain a link"),
    });
  });

  it("nothing from a page of another site", async () => {
    const headers = { "Sec-Fetch-Site": "cross-site" };
    expect(await refusal(await ada("/api/v1/dispatch", post(mail(), headers)))).toMatchObject({
      status: 403,
    });
  });
});

describe("what may be dispatched", () => {
  it.each([
    ["send-emial", 'Did you mean "send-email"?'],
    ["constructor", 'There is no job type "constructor"'],
    ["__proto__", 'There is no job type "__proto__"'],
    ["toString", 'There is no job type "toString"'],
  ])("not the unknown type %s", async (type, sentence) => {
    const answer = await refusal(await ada("/api/v1/dispatch", post({ ...mail(), type })));
    expect(answer).toMatchObject({
      status: 404,
      name: "unknown-type",
      detail: expect.stringContaining(sentence),
    });
  });

  it("not a payload that does not fit: each issue has its pointer", async () => {
    const payload = {
      template: "welcome",
      to: "not an address",
      data: { name: "", dashboardUrl: "javascript:x" },
    };
    const { status, errors } = await refusal(
      await ada("/api/v1/dispatch", post({ type: "send-email", payload })),
    );
    expect(status).toBe(422);
    expect(errors?.map(({ pointer }) => pointer).toSorted()).toEqual([
      "/payload/data/dashboardUrl",
      "/payload/data/name",
      "/payload/to",
    ]);
  });

  it.each([
    ["an unknown option", { options: { unknown: 1 } }],
    ["a negative delay", { options: { delay: -1 } }],
    ["a delay of a thousand years", { options: { delay: 1e12 } }],
    ["delay and notBefore at once", { options: { delay: 1, notBefore: inAnHour() } }],
    ["an impossible date", { options: { notBefore: "2030-02-31T00:00:00Z" } }],
    ["an unknown member", { extra: true }],
  ])("not with %s", async (_, changes) => {
    const answer = await refusal(await ada("/api/v1/dispatch", post({ ...mail(), ...changes })));
    expect(answer).toMatchObject({ status: 422, name: "invalid", errors: [expect.anything()] });
  });

  it.each([
    ["text that is not JSON", "{", 400],
    ["JSON that nests too deep", "[".repeat(10_000), 400],
    ["nothing", "", 400],
    ["a list", "[]", 422],
    ["more than 64 KiB", JSON.stringify({ type: "x".repeat(70_000) }), 413],
  ])("not %s", async (_, body, status) => {
    expect(await refusal(await ada("/api/v1/dispatch", post(body)))).toMatchObject({ status });
  });

  it("not as a form", async () => {
    const answer = await ada("/api/v1/dispatch", post("type=send-email", { "Content-Type": "text/plain" }));
    expect(await refusal(answer)).toMatchObject({ status: 415 });
  });

  it("and none of it leaves a row", async () => {
    const before = await jobCount();
    await ada("/api/v1/dispatch", post({ ...mail(), type: "nope" }));
    await ada("/api/v1/dispatch", post(mail({ to: "eve@elsewhere.test" })));
    await ada("/api/v1/dispatch", post({ ...mail(), options: { delay: -1 } }));
    expect(await jobCount()).toBe(before);
  });
});

describe("who may see a job", () => {
  it("its organization; to everybody else it does not exist", async () => {
    const accepted = await ada("/api/v1/dispatch", post(mail()));
    const { self } = z.object({ links: z.object({ self: z.string() }) }).parse(await accepted.json()).links;
    expect((await member(self)).status).toBe(200);
    expect(await refusal(await app.anonymous(self))).toMatchObject({ status: 401 });
    const foreign = await refusal(await stranger(self));
    const unknown = await refusal(await stranger("/api/v1/status/01a2013f-f388-79b7-b611-fb284e5ee3d7"));
    expect(foreign).toMatchObject({ status: 404, detail: unknown.detail });
  });

  it.each(["abc", "%00", "__proto__", "1' or '1'='1", "0".repeat(4000)])(
    "not under the id %s",
    async (id) => {
      const answer = await ada(`/api/v1/status/${encodeURIComponent(id)}`);
      expect(await refusal(answer)).toMatchObject({ status: 404 });
    },
  );
});
