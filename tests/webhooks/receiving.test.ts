import { sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as workWebhook } from "@/app/api/jobs/webhook/route";
import { POST as receive } from "@/app/api/webhooks/[...source]/route";
import { database } from "@/lib/db/client";
import { newSigningSecret } from "@/lib/http/outgoing/sign";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { poll } from "@/tests/helpers/poll";
import { select } from "@/tests/helpers/rows";
import { STRIPE_SECRET, signedByStripe } from "@/tests/helpers/stripe-events";

const [OLD, NEW, RESEND] = [newSigningSecret(), newSigningSecret(), newSigningSecret()];
let app: TestApp;
beforeAll(async () => {
  Object.assign(process.env, {
    STRIPE_WEBHOOK_SECRETS: STRIPE_SECRET,
    RESEND_WEBHOOK_SECRETS: RESEND,
    WEBHOOK_SECRETS: `acme=${OLD}|${NEW}`,
  });
  app = await startApp({
    "/api/jobs/webhook": workWebhook,
    "/api/webhooks/*": (request) =>
      receive(request, {
        params: Promise.resolve({ source: new URL(request.url).pathname.split("/").slice(3) }),
      }),
  });
});
afterAll(() => app.stop());

describe("an event", () => {
  it("of Stripe, signed by its own library, is kept, processed once, and answered at once", async () => {
    const body = JSON.stringify({
      id: "evt_1",
      type: "customer.created",
      created: 1_790_000_000,
      data: { object: {} },
    });
    const answer = await post("stripe", body, { "stripe-signature": signedByStripe(body) });
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
    await poll(() => eventOf("stripe", "evt_1")).toEqual({ status: "unhandled", type: "customer.created" });
  });

  it("of Resend notes what became of a mail", async () => {
    const body = JSON.stringify({
      type: "email.bounced",
      created_at: "2026-11-28T07:00:00.000Z",
      data: { email_id: "re_1", to: ["gone@example.org"], subject: "Hi", bounce: { type: "Permanent" } },
    });
    expect((await post("resend", body, standard("msg_1", body, RESEND, "svix"))).status).toBe(200);
    await poll(() => eventOf("resend", "msg_1")).toEqual({ status: "processed", type: "email.bounced" });
    const list = await select(database(), sql`select address, reason from suppressed_addresses`);
    expect(list).toEqual([{ address: "gone@example.org", reason: "bounced" }]);
  });

  it("of a source of our own is taken with either secret while one is being replaced", async () => {
    for (const [id, secret] of [
      ["a", OLD],
      ["b", NEW],
    ] as const) {
      const body = JSON.stringify({ type: "thing.happened", data: {} });
      expect((await post("custom/acme", body, standard(id, body, secret))).status).toBe(200);
      await poll(() => eventOf("custom/acme", id)).toEqual({ status: "unhandled", type: "thing.happened" });
    }
  });

  it("with characters that Postgres does not take is kept all the same", async () => {
    const body = JSON.stringify({
      id: "evt_nul",
      type: "x",
      created: 1_790_000_000,
      data: { object: { "a\u0000": "b\u0000\ud800" } },
    });
    expect((await post("stripe", body, { "stripe-signature": signedByStripe(body) })).status).toBe(200);
    await poll(() => eventOf("stripe", "evt_nul")).toMatchObject({ status: "unhandled" });
  });

  it("of a connected account is kept, and is not about our customers", async () => {
    const body = JSON.stringify({
      id: "evt_connected",
      type: "invoice.paid",
      account: "acct_1",
      created: 1_790_000_000,
      data: { object: {} },
    });
    await post("stripe", body, { "stripe-signature": signedByStripe(body) });
    await poll(() => eventOf("stripe", "evt_connected")).toEqual({
      status: "unhandled",
      type: "connected.invoice.paid",
    });
  });

  it("that comes fifty times at once is kept once and has one job", async () => {
    const body = JSON.stringify({ id: "evt_50", type: "x", created: 1_790_000_000, data: { object: {} } });
    const headers = { "stripe-signature": signedByStripe(body) };
    const answers = await Promise.all(Array.from({ length: 50 }, () => post("stripe", body, headers)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await jobsOf("evt_50")).toHaveLength(1);
  });

  it("that comes again after its job has failed gets another one; after it was processed it does not", async () => {
    const body = JSON.stringify({
      id: "evt_bad",
      type: "invoice.paid",
      created: 1_790_000_000,
      data: { object: {} },
    });
    const send = () => post("stripe", body, { "stripe-signature": signedByStripe(body) });
    await send();
    await poll(async () => (await jobsOf("evt_bad"))[0]?.status).toBe("failed");
    expect((await jobsOf("evt_bad"))[0]).toMatchObject({ error_code: "event-unreadable" });
    await send();
    await poll(async () => (await jobsOf("evt_bad")).map(({ status }) => status)).toEqual([
      "failed",
      "failed",
    ]);
    const done = JSON.stringify({
      id: "evt_1",
      type: "customer.created",
      created: 1_790_000_000,
      data: { object: {} },
    });
    await post("stripe", done, { "stripe-signature": signedByStripe(done) });
    expect(await jobsOf("evt_1")).toHaveLength(1);
  });
});

describe("what is no event", () => {
  const body = JSON.stringify({ id: "evt_2", type: "x", created: 1, data: { object: {} } });
  const cases: [string, string, Record<string, string>, number][] = [
    ["from an unknown source", "paypal", {}, 404],
    ["from a source without a secret", "custom/other", {}, 404],
    ["without a signature", "stripe", {}, 400],
    ["with another body's signature", "stripe", { "stripe-signature": signedByStripe(`${body} `) }, 400],
    [
      "with another secret's signature",
      "stripe",
      { "stripe-signature": signedByStripe(body, "whsec_other0000000000000000000000") },
      400,
    ],
    ["that is stale", "stripe", { "stripe-signature": signedByStripe(body, STRIPE_SECRET, -301) }, 400],
    ["from the future", "stripe", { "stripe-signature": signedByStripe(body, STRIPE_SECRET, 360) }, 400],
    [
      "with a signature that is none",
      "resend",
      { "svix-id": "a", "svix-timestamp": "b", "svix-signature": "c" },
      400,
    ],
    ["that is stale, of our own", "custom/acme", standard("old", body, OLD, "webhook", -301), 400],
    ["under another id", "custom/acme", { ...standard("one", body, OLD), "webhook-id": "two" }, 400],
  ];
  it.each(cases)("%s is refused and leaves nothing", async (_, source, headers, status) => {
    const answer = await post(source, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(
      await select(
        database(),
        sql`select 1 from webhook_events where event_id in ('evt_2', 'old', 'one', 'two')`,
      ),
    ).toEqual([]);
  });

  it("signed, but no JSON, is refused; so is more than 1 MiB", async () => {
    expect((await post("custom/acme", "no json", standard("n", "no json", OLD))).status).toBe(400);
    const large = "x".repeat(1024 * 1024 + 1);
    expect((await post("custom/acme", large, standard("l", large, OLD))).status).toBe(413);
  });
});

function post(source: string, body: string, headers: Record<string, string>): Promise<Response> {
  return app.anonymous(`/api/webhooks/${source}`, { method: "POST", body, headers });
}

function standard(id: string, body: string, secret: string, prefix = "webhook", secondsFromNow = 0) {
  const at = new Date(Date.now() + secondsFromNow * 1_000);
  return {
    [`${prefix}-id`]: id,
    [`${prefix}-timestamp`]: String(Math.floor(at.getTime() / 1_000)),
    [`${prefix}-signature`]: new Webhook(secret).sign(id, at, body),
  };
}

async function eventOf(source: string, id: string) {
  const [row] = await select(
    database(),
    sql`
    select status, type from webhook_events where source = ${source} and event_id = ${id}`,
  );
  return row;
}

function jobsOf(eventId: string) {
  return select(
    database(),
    sql`
    select status, error_code from job_executions where payload->>'eventId' = ${eventId} order by job_id`,
  );
}
