import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { poll } from "@/tests/helpers/poll";
import { select } from "@/tests/helpers/rows";

let app: TestApp;
const PASSWORD = "demo-password";

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe("a forgotten password", () => {
  it("is replaced by the link in one mail, which tells of it in another, and signs out who had the old one", async () => {
    const old = await app.as("alan@example.test");
    expect((await ask("/request-password-reset", { email: "alan@example.test" })).status).toBe(200);
    const token = await tokenIn("alan@example.test", "/reset-password");
    expect((await ask("/reset-password", { token, newPassword: "correct horse" })).status).toBe(200);
    expect((await signIn("alan@example.test", PASSWORD)).status).toBe(401);
    expect((await signIn("alan@example.test", "correct horse")).status).toBe(200);
    expect(await (await old("/api/auth/get-session")).json()).toBeNull();
    await poll(() => subjectsTo("alan@example.test")).toContainEqual(
      expect.stringContaining("password was changed"),
    );
    expect((await ask("/reset-password", { token, newPassword: "another horse" })).status).toBe(400);
    expect(await actionsOf("alan@example.test")).toContain("password.changed");
  });

  it("of nobody is answered the same, and nothing is mailed", async () => {
    const known = await ask("/request-password-reset", { email: "tony@example.test" });
    const unknown = await ask("/request-password-reset", { email: "nobody@example.test" });
    expect([unknown.status, await unknown.text()]).toEqual([known.status, await known.text()]);
    expect(await jobsTo("nobody@example.test")).toEqual([]);
    expect(await jobsTo("tony@example.test")).toEqual(["passwordReset"]);
  });
});

describe("a password that is changed", () => {
  it("is told by mail; a wrong old one changes and mails nothing", async () => {
    const person = await app.as("grace@example.test");
    const change = (currentPassword: string) =>
      post(person, "/change-password", { currentPassword, newPassword: "new password" });
    expect((await change("wrong")).status).toBe(400);
    expect(await jobsTo("grace@example.test")).toEqual([]);
    expect((await change(PASSWORD)).status).toBe(200);
    expect(await jobsTo("grace@example.test")).toEqual(["passwordChanged"]);
    expect(await actionsOf("grace@example.test")).toContain("password.changed");
  });
});

describe("a mail address that is changed", () => {
  it("stays what it was until the new one has confirmed", async () => {
    const person = await app.as("hedy@example.test");
    await post(person, "/change-email", { newEmail: "hedy.lamarr@example.test" });
    const token = await tokenIn("hedy.lamarr@example.test", "/confirm-email");
    expect((await signIn("hedy@example.test", PASSWORD)).status).toBe(200);
    expect((await app.anonymous(`/api/auth/verify-email?token=${token}x`)).status).toBe(401);
    expect((await app.anonymous(`/api/auth/verify-email?token=${token}`)).status).toBe(200);
    expect((await signIn("hedy.lamarr@example.test", PASSWORD)).status).toBe(200);
    expect((await signIn("hedy@example.test", PASSWORD)).status).toBe(401);
    expect(await actionsOf("hedy.lamarr@example.test")).toContain("email.changed");
  });

  it("to one that somebody else has is answered the same, and nothing is mailed", async () => {
    const person = await app.as("radia@example.test");
    const taken = await post(person, "/change-email", { newEmail: "annie@example.test" });
    const free = await post(person, "/change-email", { newEmail: "perlman@example.test" });
    expect([taken.status, await taken.text()]).toEqual([free.status, await free.text()]);
    expect(await jobsTo("annie@example.test")).toEqual([]);
    expect(await jobsTo("perlman@example.test")).toEqual(["emailChange"]);
  });
});

describe("an invitation", () => {
  it("is mailed with a link, noted, and only once for one address", async () => {
    const owner = await app.as("ada@example.test");
    const invite = () =>
      post(owner, "/organization/invite-member", { email: "new@example.org", role: "member" });
    expect((await invite()).status).toBe(200);
    await tokenIn("new@example.org", "/invitations/");
    expect(await actionsOf("ada@example.test")).toContain("member.invited");
    expect((await invite()).status).toBe(200);
    const open = await select(
      database(),
      sql`
      select count(*)::int as count from invitations where email = 'new@example.org' and status = 'pending'`,
    );
    expect(open).toEqual([{ count: 1 }]);
  });

  it("by somebody who may not invite changes and mails nothing", async () => {
    const member = await app.as("annie@example.test");
    const answer = await post(member, "/organization/invite-member", {
      email: "eve@example.org",
      role: "admin",
    });
    expect(answer.status).toBe(403);
    expect(await jobsTo("eve@example.org")).toEqual([]);
    expect(await select(database(), sql`select 1 from invitations where email = 'eve@example.org'`)).toEqual(
      [],
    );
  });

  it("lets in nobody who only says that the address is theirs", async () => {
    const owner = await app.as("ada@example.test");
    const made = await post(owner, "/organization/invite-member", {
      email: "victim@example.org",
      role: "admin",
    });
    const { id } = await made.json();
    await ask("/sign-up/email", { name: "Eve", email: "victim@example.org", password: "demo-password" });
    const eve = await app.as("victim@example.org");
    expect((await post(eve, "/organization/accept-invitation", { invitationId: id })).status).toBe(403);
  });
});

function post(client: Client, path: string, body: unknown): Promise<Response> {
  return client(`/api/auth${path}`, request(body));
}

function ask(path: string, body: unknown): Promise<Response> {
  return app.anonymous(`/api/auth${path}`, request(body));
}

function request(body: unknown): RequestInit {
  const headers = { "content-type": "application/json", origin: app.url };
  return { method: "POST", headers, body: JSON.stringify(body) };
}

function signIn(email: string, password: string): Promise<Response> {
  return ask("/sign-in/email", { email, password });
}

function subjectsTo(address: string): string[] {
  return app.mailbox
    .mails()
    .filter(({ to }) => to.includes(address))
    .map(({ subject }) => subject);
}

/** The token of the link in the mail, as whoever reads it would follow it. */
async function tokenIn(address: string, path: string): Promise<string> {
  await poll(() => subjectsTo(address).length).toBeGreaterThan(0);
  const mail = app.mailbox.mails().find(({ to }) => to.includes(address));
  const html = await (await fetch(`${app.mailbox.url}/mails/${mail?.id}/html`)).text();
  const found = new RegExp(`href="${app.url}${path}[^"]*[?&;]token=([^"&]+)"`).exec(html);
  return found?.[1] ?? expect.fail(`No link to ${path} in ${html}`);
}

/** The templates of what was enqueued for them. */
async function jobsTo(address: string): Promise<unknown[]> {
  const rows = await select(
    database(),
    sql`
    select payload->>'template' as template from job_executions where payload->>'to' = ${address} order by job_id`,
  );
  return rows.map(({ template }) => template);
}

async function actionsOf(email: string): Promise<unknown[]> {
  const rows = await select(
    database(),
    sql`
    select action from activity_logs a join users u on u.id = a.user_id where u.email = ${email}`,
  );
  return rows.map(({ action }) => action);
}
