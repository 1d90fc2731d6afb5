import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auth } from "@/lib/auth/auth";
import { getActor } from "@/lib/auth/get-actor";
import { getPerson } from "@/lib/auth/get-person";
import { hasMember, listMembers } from "@/lib/auth/members";
import { seedDemo } from "@/lib/auth/seed";
import { type QStashLocal, startQStashLocal } from "@/scripts/qstash-local/server";
import { appEnvironment } from "./helpers/app-environment";
import { type TestDatabase, testDatabase } from "./helpers/postgres";

const PASSWORD = "correct horse";

let database: TestDatabase;
let qstash: QStashLocal;
let sql: postgres.Sql;

beforeAll(async () => {
  database = await testDatabase();
  sql = postgres(database.url, { onnotice: () => undefined });
  qstash = await startQStashLocal();
  const { url, token, currentSigningKey, nextSigningKey } = qstash;
  Object.assign(
    process.env,
    appEnvironment({
      DATABASE_URL: database.url,
      QSTASH_URL: url,
      QSTASH_TOKEN: token,
      QSTASH_CURRENT_SIGNING_KEY: currentSigningKey,
      QSTASH_NEXT_SIGNING_KEY: nextSigningKey,
    }),
  );
});

afterAll(async () => {
  await qstash?.close();
  await sql?.end();
  await database?.drop();
});

describe("signing up", () => {
  it("signs the person in as owner of an organization of their own", async () => {
    const cookie = await signUp({ name: "Grace Hopper", email: "Grace@Example.test" });
    expect(await getPerson(new Headers({ cookie }))).toEqual({
      actor: {
        userId: expect.any(Number),
        organizationId: expect.any(Number),
        role: "owner",
        staff: "none",
      },
      name: "Grace Hopper",
      email: "grace@example.test",
      organization: { id: expect.any(Number), name: "Grace’s organization" },
    });
  });

  it("enqueues one welcome mail that belongs to the person", async () => {
    const cookie = await signUp({ email: "hedy@example.test", name: "Hedy Lamarr" });
    const actor = await getActor(new Headers({ cookie }));
    const jobs = await sql`
      select job_type, payload, user_id::int as "userId", organization_id::int as "organizationId"
      from job_executions where payload->>'to' = 'hedy@example.test'`;
    expect([...jobs]).toEqual([
      {
        job_type: "send-email",
        payload: expect.objectContaining({
          template: "welcome",
          data: expect.objectContaining({ name: "Hedy Lamarr" }),
        }),
        userId: actor?.userId,
        organizationId: actor?.organizationId,
      },
    ]);
  });

  it("happens once when the same person presses the button twice", async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => post("/sign-up/email", person({ email: "race@example.test" }))),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422, 422]);
    const mails = await sql`select 1 from job_executions where payload->>'to' = 'race@example.test'`;
    expect(mails).toHaveLength(1);
  });

  it("makes nobody staff, whatever the request says", async () => {
    const cookie = await signUp({ email: "mallory@example.test", staff: "admin" });
    expect((await getActor(new Headers({ cookie })))?.staff).toBe("none");
    const { BASE_URL = "" } = process.env;
    const update = await post("/update-user", { staff: "admin" }, { cookie, origin: BASE_URL });
    expect(update.status).toBe(400);
    expect((await getActor(new Headers({ cookie })))?.staff).toBe("none");
  });

  it.each([
    "",
    "   ",
    "see https://evil.example",
    "www.evil.example",
    "a\nb",
    "a\u2028b",
    "<b>",
    "x".repeat(81),
  ])("refuses the name %j, which would stand in a mail to a stranger", async (name) => {
    const answer = await post("/sign-up/email", person({ name, email: "stranger@example.test" }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "INVALID_NAME" });
  });
});

describe("signing in", () => {
  it("answers an unknown address and a wrong password alike", async () => {
    await signUp({ email: "known@example.test" });
    const wrong = await post("/sign-in/email", { email: "known@example.test", password: "wrong horse" });
    const unknown = await post("/sign-in/email", { email: "nobody@example.test", password: "wrong horse" });
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(wrong.status);
    expect(await unknown.text()).toBe(await wrong.text());
  });

  it("is refused for a while after thirty tries from one address", async () => {
    const from = { "x-forwarded-for": "198.51.100.7" };
    for (let tries = 0; tries < 30; tries += 1) {
      expect((await post("/sign-in/email", { email: "no mail address", password: "x" }, from)).status).toBe(
        400,
      );
    }
    const refused = await post("/sign-in/email", { email: "no mail address", password: "x" }, from);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("x-retry-after"))).toBeGreaterThan(0);
  });

  it("sets a cookie that scripts cannot read and other sites do not send", async () => {
    const answer = await post("/sign-up/email", person({ email: "cookie@example.test" }));
    expect(answer.headers.getSetCookie().join()).toMatch(/HttpOnly; SameSite=Lax/i);
  });
});

describe("the actor of a request", () => {
  it.each([
    "",
    "better-auth.session_token=",
    "better-auth.session_token=%E0%A4%A",
    "better-auth.session_token=a.b",
    "better-auth.session_token=\u00ff\u00fe",
    `better-auth.session_token=${"x".repeat(32)}.${encodeURIComponent("é".repeat(44))}`,
    "%00%FF=;;;=,",
    `better-auth.session_token=${"x".repeat(10_000)}`,
  ])("is nobody for the cookie %j", async (cookie) => {
    expect(await getActor(new Headers({ cookie }))).toBeNull();
  });

  it("is nobody once they have signed out, also for a copy of the cookie", async () => {
    const cookie = await signUp({ email: "leaver@example.test" });
    const { BASE_URL = "" } = process.env;
    await post("/sign-out", {}, { cookie, origin: BASE_URL });
    expect(await getActor(new Headers({ cookie }))).toBeNull();
  });

  it("acts for another of their organizations once they are removed from the active one", async () => {
    const cookie = await signUp({ email: "mover@example.test" });
    const before = await getActor(new Headers({ cookie }));
    const { organization } = await seedDemo();
    await sql`insert into members (organization_id, user_id, role)
      values (${organization.id}, ${before?.userId ?? 0}, 'member')`;
    expect(await getActor(new Headers({ cookie }))).toEqual(before);
    await sql`delete from members where organization_id = ${before?.organizationId ?? 0}`;
    expect(await getActor(new Headers({ cookie }))).toEqual({
      ...before,
      organizationId: organization.id,
      role: "member",
    });
    await sql`delete from members where user_id = ${before?.userId ?? 0}`;
    expect(await getActor(new Headers({ cookie }))).toEqual({ ...before, organizationId: null, role: null });
  });

  it("is the one of a request as well as of its headers", async () => {
    const cookie = await signUp({ email: "either@example.test" });
    const request = new Request("http://127.0.0.1:9/", { headers: { cookie } });
    expect(await getActor(request)).toEqual(await getActor(request.headers));
  });
});

describe("the demo's people", () => {
  it("are the same after seeding twice at once", async () => {
    const [demo] = await Promise.all([seedDemo(), seedDemo()]);
    expect(await listMembers(demo.organization.id, 1_000)).toHaveLength(74);
    const signedIn = await post("/sign-in/email", { email: demo.email, password: demo.password });
    expect(signedIn.status).toBe(200);
    const actor = await getActor(new Headers({ cookie: cookieOf(signedIn) }));
    expect(actor).toMatchObject({ organizationId: demo.organization.id, role: "owner", staff: "admin" });
  });

  it("get no welcome mail", async () => {
    await seedDemo();
    const mails = await sql`select 1 from job_executions where payload->>'to' = 'ada@example.test'`;
    expect(mails).toHaveLength(0);
  });

  it("are known by their address in their own organization only", async () => {
    const { organization } = await seedDemo();
    expect(await hasMember(organization.id, "Member-60@example.test")).toBe(true);
    expect(await hasMember(organization.id, "known@example.test")).toBe(false);
    expect(await hasMember(organization.id + 1_000, "member-60@example.test")).toBe(false);
  });
});

async function signUp(given: Record<string, string>): Promise<string> {
  const answer = await post("/sign-up/email", person(given));
  expect(answer.status).toBe(200);
  return cookieOf(answer);
}

function person(given: Record<string, string>): Record<string, string> {
  return { name: "Somebody", password: PASSWORD, ...given };
}

let address = 0;

/** Each call comes from an address of its own, unless it says which: tries are counted per address. */
async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  address += 1;
  return await auth().handler(
    new Request(`${process.env.BASE_URL}/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": `10.0.0.${address}`, ...headers },
      body: JSON.stringify(body),
    }),
  );
}

function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");
}
