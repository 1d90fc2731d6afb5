import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createEmailVerificationToken } from "better-auth/api";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { poll } from "@/tests/helpers/poll";

let app: TestApp;
let sql: postgres.Sql;
let child: ChildProcess | undefined;

beforeAll(async () => {
  app = await startApp();
  sql = postgres(app.databaseUrl, { onnotice: () => undefined });
});
afterEach(() => child?.kill("SIGKILL"));
afterAll(async () => {
  await sql.end();
  await app.stop();
});

/** Path, body and cookie of a request to better-auth. */
type Asked = readonly [path: string, body: unknown, cookie: string];

const stories = [
  {
    name: "a link to choose a new password",
    template: "passwordReset",
    to: "tony@example.test",
    act: async () => ["/request-password-reset", { email: "tony@example.test" }, ""] as const,
    changes: () => sql`select id from verifications where value = ${idOf("tony")}::text`,
  },
  {
    name: "a password chosen by such a link",
    template: "passwordChanged",
    to: "radia@example.test",
    act: async () => {
      await sql`insert into verifications (identifier, value, expires_at)
        values ('reset-password:t0ken', ${idOf("radia")}, now() + interval '1 hour') on conflict do nothing`;
      return ["/reset-password", { token: "t0ken", newPassword: "correct horse" }, ""] as const;
    },
    changes: () => sql`select id from accounts where user_id = ${idOf("radia")} and updated_at > created_at`,
  },
  {
    name: "a password changed by its person",
    template: "passwordChanged",
    to: "hedy@example.test",
    act: async () =>
      [
        "/change-password",
        { currentPassword: "demo-password", newPassword: "correct horse" },
        await cookieOf("hedy@example.test"),
      ] as const,
    changes: () => sql`select id from accounts where user_id = ${idOf("hedy")} and updated_at > created_at`,
  },
  {
    name: "a new mail address that has confirmed itself",
    template: "emailChanged",
    to: "margaret@example.test",
    act: async () => {
      const [user] = await sql`select id from users where name = 'Margaret Hamilton'`;
      const token = await createEmailVerificationToken(
        process.env.BETTER_AUTH_SECRET ?? "",
        "margaret@example.test",
        "hamilton@example.test",
        3600,
        { requestType: "change-email-verification", userId: String(user?.id) },
      );
      return [`/verify-email?token=${token}`, null, ""] as const;
    },
    changes: () => sql`select id from users where email = 'hamilton@example.test'`,
  },
  {
    name: "an invitation",
    template: "teamInvitation",
    to: "new@example.org",
    act: async () =>
      [
        "/organization/invite-member",
        { email: "new@example.org", role: "member" },
        await cookieOf("ada@example.test"),
      ] as const,
    changes: () => sql`select id from invitations where email = 'new@example.org'`,
  },
] as const;

describe.each(stories)("$name and its mail", ({ template, to, act, changes }) => {
  const mails = () => sql`
    select job_id from job_executions where payload->>'template' = ${template} and payload->>'to' = ${to}`;

  it("are both left out when the process is killed between them", async () => {
    const request = await act();
    const before = (await changes()).length;
    await sql.begin(async (lock) => {
      await lock`lock table job_executions in share row exclusive mode`;
      const end = start(request);
      await poll(async () => (await waiting()).length).toBe(1);
      child?.kill("SIGKILL");
      await end;
    });
    await poll(async () => (await waiting()).length).toBe(0);
    expect(await mails()).toEqual([]);
    expect((await changes()).length).toBe(before);
  });

  it("are both there when it lives", async () => {
    const before = (await changes()).length;
    expect((await ask(await act())).status).toBe(200);
    expect(await mails()).toHaveLength(1);
    expect((await changes()).length).toBe(before + 1);
  });
});

function ask([path, body, cookie]: Asked): Promise<Response> {
  const headers = { "content-type": "application/json", origin: app.url, cookie };
  const post = { method: "POST", headers, body: JSON.stringify(body) };
  return app.anonymous(`/api/auth${path}`, body === null ? {} : post);
}

/** Answers how the process ended. */
async function start([path, body, cookie]: Asked): Promise<unknown> {
  const script = fileURLToPath(new URL("../helpers/auth-process.ts", import.meta.url));
  const env = { ...process.env, QSTASH_URL: "http://127.0.0.1:9" };
  const args = ["--import", "tsx", script, path, JSON.stringify(body), cookie];
  child = spawn(process.execPath, args, { env, stdio: "ignore" });
  const [code, signal]: unknown[] = await once(child, "exit");
  return signal ?? code;
}

/** Who has changed something and waits to write the mail's row. */
function waiting() {
  return sql`select pid from pg_stat_activity where datname = current_database() and application_name = 'jobs'
    and wait_event_type = 'Lock' and query like '%job_executions%'`;
}

function idOf(name: string) {
  return sql`(select id from users where email = ${`${name}@example.test`})`;
}

async function cookieOf(email: string): Promise<string> {
  const answer = await app.anonymous("/api/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json", origin: app.url },
    body: JSON.stringify({ email, password: "demo-password" }),
  });
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
}
