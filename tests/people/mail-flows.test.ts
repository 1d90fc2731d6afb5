import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findInvitation } from "@/lib/auth/invitations";
import { proveMailbox } from "@/lib/auth/prove-mailbox";
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
    const stored = sql`select 1 from verifications where identifier like ${`%${token}%`}`;
    expect(await select(database(), stored)).toEqual([]);
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

describe("asking for a new password", () => {
  it("is refused after ten tries a minute from one client address, for anybody's address", async () => {
    const headers = {
      "content-type": "application/json",
      origin: app.url,
      "x-forwarded-for": "198.51.100.9",
    };
    const body = JSON.stringify({ email: "nobody@example.test" });
    const answers: number[] = [];
    for (let count = 0; count < 11; count += 1)
      answers.push(
        (await app.anonymous("/api/auth/request-password-reset", { method: "POST", headers, body })).status,
      );
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
  });
});

describe("a link that lets somebody in", () => {
  it("is kept for a quarter of an hour after its mail went out, other mails as long as their rows", async () => {
    await ask("/request-password-reset", { email: "frances@example.test" });
    await ask("/sign-up/email", { name: "Jean", email: "jean@example.org", password: PASSWORD });
    expect(await erasedAfter("frances@example.test")).toEqual([{ seconds: 15 * 60 }]);
    expect(await erasedAfter("jean@example.org")).toEqual([{ seconds: null }]);
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
    expect(await jobsTo("hedy@example.test")).toEqual(["emailChanged"]);
  });

  it("stays what it was when somebody signed up with the new one before it has confirmed", async () => {
    const person = await app.as("katherine@example.test");
    await post(person, "/change-email", { newEmail: "kj@example.org" });
    const token = await tokenIn("kj@example.org", "/confirm-email");
    await ask("/sign-up/email", { name: "Kim", email: "kj@example.org", password: PASSWORD });
    const late = await app.anonymous(`/api/auth/verify-email?token=${token}`);
    expect([late.status, (await late.json()).code]).toEqual([400, "EMAIL_TAKEN"]);
    expect((await signIn("katherine@example.test", PASSWORD)).status).toBe(200);
    expect(await jobsTo("katherine@example.test")).toEqual([]);
  });

  it("is confirmed by nothing but a mail that somebody signed in has asked for", async () => {
    expect((await ask("/send-verification-email", { email: "annie@example.test" })).status).toBe(404);
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

it("an organization takes no name that would carry a link or a second line to whom it invites", async () => {
  const owner = await app.as("ada@example.test");
  for (const name of ["Win at https://evil.example", "Two\nlines", "", "x".repeat(101)]) {
    const made = await post(owner, "/organization/create", { name, slug: "evil" });
    const renamed = await post(owner, "/organization/update", { data: { name } });
    expect([made.status, renamed.status]).toEqual([400, 400]);
  }
  expect((await post(owner, "/organization/update", { data: { name: "Analytical Engines" } })).status).toBe(
    200,
  );
});

describe("somebody who is invited", () => {
  it("signs up, shows that the mailbox is theirs, and joins", async () => {
    const owner = await app.as("ada@example.test");
    const made = await post(owner, "/organization/invite-member", {
      email: "kay@example.org",
      role: "admin",
    });
    const { id } = await made.json();
    const token = await tokenIn("kay@example.org", "/invitations/");
    await ask("/sign-up/email", { name: "Kay McNulty", email: "kay@example.org", password: PASSWORD });
    const kay = await app.as("kay@example.org");
    const invitation = await findInvitation(Number(id));
    const userId = await idOf("kay@example.org");
    expect(invitation !== null && (await proveMailbox(userId, invitation, `${token}x`))).toBe(false);
    expect(invitation !== null && (await proveMailbox(userId, invitation, token))).toBe(true);
    expect((await post(kay, "/organization/accept-invitation", { invitationId: id })).status).toBe(200);
    expect(await actionsOf("kay@example.org")).toContain("member.joined");
    expect((await post(kay, "/organization/accept-invitation", { invitationId: id })).status).toBe(400);
  });

  it("cannot follow the link once the invitation was taken back", async () => {
    const owner = await app.as("ada@example.test");
    const made = await post(owner, "/organization/invite-member", {
      email: "late@example.org",
      role: "member",
    });
    const { id } = await made.json();
    expect((await post(owner, "/organization/cancel-invitation", { invitationId: id })).status).toBe(200);
    expect((await findInvitation(Number(id)))?.status).toBe("canceled");
    expect(await actionsOf("ada@example.test")).toContain("invitation.cancelled");
  });

  it("is made another role and removed by owners and admins only, each noted", async () => {
    const [owner, member] = [await app.as("ada@example.test"), await app.as("annie@example.test")];
    const memberId = await memberIdOf("barbara@example.test");
    const promote = (client: Client) =>
      post(client, "/organization/update-member-role", { memberId, role: "admin" });
    expect((await promote(member)).status).toBe(403);
    expect((await promote(owner)).status).toBe(200);
    const removed = ["/organization/remove-member", { memberIdOrEmail: "barbara@example.test" }] as const;
    expect((await post(member, ...removed)).status).not.toBe(200);
    expect((await post(owner, ...removed)).status).toBe(200);
    const noted = await select(
      database(),
      sql`select action, subject from activity_logs where subject like 'Barbara%' order by id`,
    );
    expect(noted).toEqual([
      { action: "member.role-changed", subject: "Barbara Liskov: admin" },
      { action: "member.removed", subject: "Barbara Liskov" },
    ]);
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

function erasedAfter(address: string) {
  return select(
    database(),
    sql`select erase_payload_after_seconds as seconds from job_executions where payload->>'to' = ${address}`,
  );
}

async function idOf(email: string): Promise<number> {
  const [row] = await select(database(), sql`select id::int as id from users where email = ${email}`);
  return Number(row?.id);
}

async function memberIdOf(email: string): Promise<string> {
  const [row] = await select(
    database(),
    sql`select m.id from members m join users u on u.id = m.user_id where u.email = ${email}`,
  );
  return String(row?.id);
}

async function actionsOf(email: string): Promise<unknown[]> {
  const rows = await select(
    database(),
    sql`
    select action from activity_logs a join users u on u.id = a.user_id where u.email = ${email}`,
  );
  return rows.map(({ action }) => action);
}
