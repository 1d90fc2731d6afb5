import { get } from "node:http";
import { Resend } from "resend";
import { afterEach, describe, expect, it } from "vitest";
import { type RunningResendLocal, startResendLocal } from "./start-resend-local";

const running: RunningResendLocal[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function setup(options: Parameters<typeof startResendLocal>[0] = {}) {
  const server = await startResendLocal(options);
  running.push(server);
  const resend = new Resend("re_test", { baseUrl: server.url });
  return { server, resend };
}

const mailTo = (to: string, subject = "Hello") => ({
  from: "Acme <mail@acme.example>",
  to,
  subject,
  html: "<p>Hello</p>",
  text: "Hello",
});

describe("sending one mail", () => {
  it("accepts a mail and hands it back by its id", async () => {
    const { server, resend } = await setup();
    const sent = await resend.emails.send(mailTo("ada@example.com"));
    expect(sent.error).toBeNull();
    const { data } = await resend.emails.get(sent.data?.id ?? "");
    expect(data).toMatchObject({
      object: "email",
      to: ["ada@example.com"],
      subject: "Hello",
      last_event: "delivered",
    });
    expect(server.mails()).toMatchObject([
      { id: sent.data?.id, to: ["ada@example.com"], idempotencyKey: null },
    ]);
  });

  it("keeps reply-to, tags, headers and the names of attachments", async () => {
    const { server, resend } = await setup();
    const sent = await resend.emails.send({
      ...mailTo("ada@example.com"),
      replyTo: "help@acme.example",
      tags: [{ name: "template", value: "welcome" }],
      headers: { "X-Entity-Ref-ID": "7" },
      attachments: [{ filename: "a.txt", content: Buffer.from("four").toString("base64") }],
    });
    const { data } = await resend.emails.get(sent.data?.id ?? "");
    expect(data).toMatchObject({
      reply_to: ["help@acme.example"],
      tags: [{ name: "template", value: "welcome" }],
    });
    expect(server.mails()).toHaveLength(1);
  });

  it.each([
    ["missing_required_field", { ...mailTo("ada@example.com"), subject: "" }],
    ["missing_required_field", { from: "a@b.example", to: "ada@example.com", subject: "Hi" }],
    ["validation_error", mailTo("not an address")],
    ["validation_error", { ...mailTo("ada@example.com"), subject: "two\r\nlines" }],
    ["validation_error", { ...mailTo("ada@example.com"), from: "Acme" }],
    [
      "validation_error",
      { ...mailTo("ada@example.com"), to: Array.from({ length: 51 }, () => "a@b.example") },
    ],
    ["validation_error", { ...mailTo("ada@example.com"), tags: [{ name: "a b", value: "c" }] }],
    ["invalid_attachment", { ...mailTo("ada@example.com"), attachments: [{ filename: "a.txt" }] }],
  ])("refuses a wrong field with 422 %s", async (name, mail) => {
    const { server, resend } = await setup();
    const { data, error } = await resend.post("/emails", mail);
    expect({ data, error }).toMatchObject({ data: null, error: { statusCode: 422, name } });
    expect(server.mails()).toEqual([]);
  });

  it.each([
    ["not JSON", "{nope", 400],
    ["no object", "null", 422],
    ["larger than 40 MB", "x".repeat(40 * 1024 * 1024 + 1), 413],
  ])("refuses a body that is %s, and answers the next request", async (_what, body, status) => {
    const { server, resend } = await setup();
    const headers = { authorization: "Bearer re_test" };
    const response = await fetch(`${server.url}/emails`, { method: "POST", headers, body });
    expect([response.status, await response.json()]).toMatchObject([
      status,
      { statusCode: status, name: "validation_error" },
    ]);
    expect((await resend.emails.send(mailTo("ada@example.com"))).error).toBeNull();
  });

  it("answers 404 for a mail it does not know", async () => {
    const { resend } = await setup();
    const { error } = await resend.emails.get("00000000-0000-4000-8000-000000000000");
    expect(error).toMatchObject({ statusCode: 404, name: "not_found" });
  });
});

describe("who may send", () => {
  it("answers 401 without a key and 403 for a wrong one", async () => {
    const { server } = await setup();
    const bare = await fetch(`${server.url}/emails`, { method: "POST", body: "{}" });
    expect(await bare.json()).toMatchObject({ statusCode: 401, name: "missing_api_key" });
    const wrong = await new Resend("sk_other", { baseUrl: server.url }).emails.send(
      mailTo("ada@example.com"),
    );
    expect(wrong.error).toMatchObject({ statusCode: 403, name: "invalid_api_key" });
  });

  it("accepts only the configured key when there is one", async () => {
    const { server, resend } = await setup({ apiKey: "re_only" });
    expect((await resend.emails.send(mailTo("ada@example.com"))).error?.name).toBe("invalid_api_key");
    const right = await new Resend("re_only", { baseUrl: server.url }).emails.send(mailTo("ada@example.com"));
    expect(right.error).toBeNull();
  });

  it("answers 404 to a foreign host name", async () => {
    const { server } = await setup();
    const { port } = new URL(server.url);
    const { status } = await fetchWithHost(port, "mail.attacker.example");
    expect(status).toBe(404);
  });
});

describe("idempotency keys", () => {
  it("answer the same id again without a second mail", async () => {
    const { server, resend } = await setup();
    const first = await resend.emails.send(mailTo("ada@example.com"), { idempotencyKey: "job-1" });
    const again = await resend.emails.send(mailTo("ada@example.com"), { idempotencyKey: "job-1" });
    expect(again.data).toEqual(first.data);
    expect(server.mails()).toMatchObject([
      { idempotencyKey: "job-1", requests: [{ outcome: "accepted" }, { outcome: "known key, same answer" }] },
    ]);
  });

  it("refuse another payload with 409", async () => {
    const { server, resend } = await setup();
    await resend.emails.send(mailTo("ada@example.com"), { idempotencyKey: "job-1" });
    const other = await resend.emails.send(mailTo("ada@example.com", "Other"), { idempotencyKey: "job-1" });
    expect(other.error).toMatchObject({ statusCode: 409, name: "invalid_idempotent_request" });
    expect(server.mails()).toHaveLength(1);
  });

  it("refuse a second request while the first is in flight", async () => {
    const { server, resend } = await setup();
    const send = () => resend.emails.send(mailTo("slow-300ms@example.com"), { idempotencyKey: "job-1" });
    const answers = await Promise.all([send(), send()]);
    const refused = answers.flatMap(({ error }) => error ?? []);
    expect(refused).toMatchObject([{ statusCode: 409, name: "concurrent_idempotent_requests" }]);
    expect(server.mails()).toHaveLength(1);
  });

  it("are forgotten after 24 hours", async () => {
    const clock = { now: 0 };
    const { server, resend } = await setup({ now: () => clock.now });
    const send = () => resend.emails.send(mailTo("ada@example.com"), { idempotencyKey: "job-1" });
    await send();
    clock.now = 24 * 3_600_000 - 1;
    await send();
    expect(server.mails()).toHaveLength(1);
    clock.now += 1;
    await send();
    expect(server.mails()).toHaveLength(2);
  });

  it("stay free when the mail was not accepted", async () => {
    const { resend } = await setup();
    const refused = await resend.emails.send(mailTo("500-once@example.com"), { idempotencyKey: "job-1" });
    expect(refused.error?.statusCode).toBe(500);
    const other = await resend.emails.send(mailTo("ada@example.com", "Other"), { idempotencyKey: "job-1" });
    expect(other.error).toBeNull();
  });

  it("are refused when longer than 256 characters", async () => {
    const { resend } = await setup();
    const { error } = await resend.emails.send(mailTo("ada@example.com"), {
      idempotencyKey: "k".repeat(257),
    });
    expect(error).toMatchObject({ statusCode: 400, name: "invalid_idempotency_key" });
  });
});

describe("batches", () => {
  it("accept all mails and answer their ids in order", async () => {
    const { server, resend } = await setup();
    const { data } = await resend.batch.send([mailTo("ada@example.com"), mailTo("bob@example.com")]);
    expect(data?.data.map(({ id }) => id)).toEqual(server.mails().map(({ id }) => id));
  });

  it("refuse everything for one bad mail when strict", async () => {
    const { server, resend } = await setup();
    const { error } = await resend.batch.send([mailTo("ada@example.com"), mailTo("nonsense")]);
    expect(error).toMatchObject({ statusCode: 422, name: "validation_error" });
    expect(server.mails()).toEqual([]);
  });

  it("accept the good mails and list the bad ones when permissive", async () => {
    const { server, resend } = await setup();
    const mails = [mailTo("nonsense"), mailTo("ada@example.com"), mailTo("reject@example.com")];
    const { data } = await resend.batch.send(mails, { batchValidation: "permissive" });
    expect(data?.data).toHaveLength(1);
    expect(data?.errors.map(({ index }) => index)).toEqual([0, 2]);
    expect(server.mails().map(({ to }) => to)).toEqual([["ada@example.com"]]);
  });

  it("take at most 100 mails", async () => {
    const { resend } = await setup();
    const { error } = await resend.batch.send(Array.from({ length: 101 }, () => mailTo("ada@example.com")));
    expect(error).toMatchObject({ statusCode: 422, name: "validation_error" });
  });

  it("answer a known idempotency key with the same ids", async () => {
    const { server, resend } = await setup();
    const send = () => resend.batch.send([mailTo("ada@example.com")], { idempotencyKey: "batch-1" });
    expect((await send()).data).toEqual((await send()).data);
    expect(server.mails()).toHaveLength(1);
  });
});

describe("limits", () => {
  it("answers 429 with retry-after beyond the requests a second", async () => {
    const { resend } = await setup({ requestsPerSecond: 2, now: () => 0 });
    await resend.emails.send(mailTo("ada@example.com"));
    await resend.emails.send(mailTo("ada@example.com"));
    const third = await resend.emails.send(mailTo("ada@example.com"));
    expect(third.error).toMatchObject({ statusCode: 429, name: "rate_limit_exceeded" });
    expect(third.headers).toMatchObject({ "retry-after": "1", "ratelimit-remaining": "0" });
  });

  it("keeps the newest mails and says how many it dropped", async () => {
    const { server, resend } = await setup({ mailsMost: 2 });
    for (const subject of ["one", "two", "three"])
      await resend.emails.send(mailTo("ada@example.com", subject));
    expect(server.mails().map(({ subject }) => subject)).toEqual(["two", "three"]);
    const health = await fetch(`${server.url}/_dev/health`);
    expect(await health.json()).toMatchObject({
      service: "resend-local",
      status: "ok",
      mails: 2,
      dropped: 1,
    });
  });
});

describe("development endpoints", () => {
  it("list the mails over HTTP and forget them", async () => {
    const { server, resend } = await setup();
    await resend.emails.send(mailTo("500-once@example.com"), { idempotencyKey: "job-1" });
    await resend.emails.send(mailTo("500-once@example.com"), { idempotencyKey: "job-1" });
    const listed = await fetch(`${server.url}/_dev/mails`);
    expect(await listed.json()).toEqual(server.mails());
    const deleted = await fetch(`${server.url}/_dev/mails`, { method: "DELETE" });
    expect(await deleted.json()).toEqual({ deleted: 1 });
    expect(server.mails()).toEqual([]);
    const fresh = await resend.emails.send(mailTo("500-once@example.com"), { idempotencyKey: "job-1" });
    expect(fresh.error?.statusCode).toBe(500);
  });

  it("answer 404 for an unknown path and 405 for an unknown method", async () => {
    const { server } = await setup();
    expect((await fetch(`${server.url}/domains`)).status).toBe(404);
    const wrong = await fetch(`${server.url}/emails`, { method: "PUT" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

/** `fetch` sets the Host header itself, so this goes one level lower. */
function fetchWithHost(port: string, host: string): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", path: "/_dev/mails", headers: { host } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    }).on("error", reject);
  });
}
