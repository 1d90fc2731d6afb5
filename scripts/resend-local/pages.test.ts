import { Resend } from "resend";
import { afterEach, describe, expect, it } from "vitest";
import { type RunningResendLocal, startResendLocal } from "./start-resend-local";

const HOSTILE = `"><script>alert(1)</script>`;

const running: RunningResendLocal[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function setup(options: Parameters<typeof startResendLocal>[0] = {}) {
  const server = await startResendLocal(options);
  running.push(server);
  const resend = new Resend("re_test", { baseUrl: server.url });
  return {
    server,
    send: (mail: { to?: string; subject: string; html?: string; text: string }) =>
      resend.emails.send({ from: "Acme <mail@acme.example>", to: "ada@example.com", ...mail }),
    get: async (path: string) => {
      const response = await fetch(server.url + path);
      return {
        response,
        body: await response.text(),
        policy: response.headers.get("content-security-policy"),
      };
    },
  };
}

describe("the list of mails", () => {
  it("says how to send the first mail while there is none", async () => {
    const { server, get } = await setup();
    const { body, response } = await get("/");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(body).toContain("No mail yet");
    expect(body).toContain(`RESEND_BASE_URL=${server.url}`);
  });

  it("shows the newest mail first", async () => {
    const { send, get } = await setup();
    await send({ subject: "First mail", text: "Hello" });
    await send({ subject: "Second mail", text: "Hello" });
    const { body } = await get("/");
    expect(body.indexOf("Second mail")).toBeLessThan(body.indexOf("First mail"));
    expect(body).toContain("<title>Local mailbox (2)</title>");
  });

  it("counts the requests of a mail that took more than one", async () => {
    const { send, get } = await setup();
    await send({ to: "500-once@example.com", subject: "Hello", text: "Hello" });
    await send({ to: "500-once@example.com", subject: "Hello", text: "Hello" });
    expect((await get("/")).body).toContain("2 requests");
  });

  it("shows 200 mails and says how many there are", async () => {
    const { send, get } = await setup();
    await Promise.all(
      Array.from({ length: 201 }, (_, index) => send({ subject: `Mail ${index}`, text: "Hello" })),
    );
    const { body } = await get("/");
    expect(body.match(/class="row"/g)).toHaveLength(200);
    expect(body).toContain("The newest 200 of 201 mails.");
  });
});

describe("the page of one mail", () => {
  it("shows both parts, the headers and every request", async () => {
    const { server, send, get } = await setup();
    const mail = { to: "500-once@example.com", subject: "Hello", html: "<p>As HTML</p>", text: "As text" };
    await send(mail);
    await send(mail);
    const id = server.mails()[0]?.id ?? "";
    const { body } = await get(`/mails/${id}`);
    for (const part of [
      "As text",
      "Acme &#60;mail@acme.example&#62;",
      "internal_server_error",
      "accepted",
      id,
    ]) {
      expect(body).toContain(part);
    }
    expect((await get(`/mails/${id}/html`)).body).toBe("<p>As HTML</p>");
  });

  it("frames the HTML without scripts and without our origin", async () => {
    const { server, send, get } = await setup();
    await send({ subject: "Hello", html: "<script>alert(1)</script>", text: "Hello" });
    const id = server.mails()[0]?.id ?? "";
    const { body } = await get(`/mails/${id}`);
    expect(body).toMatch(/<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    const { policy } = await get(`/mails/${id}/html`);
    expect(policy).toContain("sandbox allow-popups allow-popups-to-escape-sandbox;");
    expect(policy).toContain("default-src 'none'");
  });

  it("says so when a part is missing", async () => {
    const { server, send, get } = await setup();
    await send({ subject: "Hello", text: "Only text" });
    const id = server.mails()[0]?.id ?? "";
    expect((await get(`/mails/${id}`)).body).toContain("The mail has no such part.");
    expect((await get(`/mails/${id}/html`)).response.status).toBe(404);
  });

  it("is a 404 with the way back for a mail that is gone", async () => {
    const { get } = await setup();
    const { response, body } = await get("/mails/gone");
    expect(response.status).toBe(404);
    expect(body).toContain("No such mail");
  });
});

describe("whatever a mail contains", () => {
  it("is text on the pages, not markup", async () => {
    const { server, send, get } = await setup();
    await send({ to: `a'&"b <ada@example.com>`, subject: HOSTILE, text: HOSTILE, html: "<p>Hello</p>" });
    const id = server.mails()[0]?.id ?? "";
    for (const path of ["/", `/mails/${id}`]) {
      const { body, policy } = await get(path);
      expect(body).not.toContain("<script>alert");
      expect(body).toContain("&#34;&#62;&#60;script&#62;alert(1)");
      expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    }
  });
});
