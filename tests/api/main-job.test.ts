import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";

let app: TestApp;
let ada: Client;
beforeAll(async () => {
  app = await startApp();
  ada = await app.as("ada@example.test");
});
afterAll(() => app.stop());

const accepted = z.object({
  jobId: z.uuid(),
  status: z.string(),
  links: z.object({ self: z.string() }),
});

function mailTo(to: string, options: Record<string, unknown> = {}): RequestInit {
  const data = { name: "Grace", dashboardUrl: `${app.url}/mail` };
  const body = { type: "send-email", payload: { template: "welcome", to, data }, ...options };
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

function keyed(init: RequestInit, key: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set("Idempotency-Key", key);
  return { ...init, headers };
}

async function dispatched(init: RequestInit): Promise<z.output<typeof accepted>> {
  const answer = await ada("/api/v1/dispatch", init);
  expect(answer.status).toBe(202);
  return accepted.parse(await answer.json());
}

async function ended(self: string) {
  const terminal = z.object({ status: z.enum(["completed", "failed"]) }).loose();
  return expect
    .poll(async () => (await ada(self)).json(), { timeout: 25_000 })
    .toSatisfy((job) => terminal.safeParse(job).success);
}

describe("a mail that somebody sends to a member", () => {
  it("is accepted at once, told where to be watched, and arrives once", async () => {
    const answer = await ada("/api/v1/dispatch", mailTo("grace@example.test"));
    const { jobId, links } = accepted.parse(await answer.json());
    expect([answer.status, answer.headers.get("location"), answer.headers.get("retry-after")]).toEqual([
      202,
      links.self,
      "1",
    ]);
    await ended(links.self);
    expect(await (await ada(links.self)).json()).toMatchObject({
      jobId,
      type: "send-email",
      status: "completed",
      result: { emailId: expect.any(String) },
      error: null,
      attempts: [{ run: 1, outcome: "completed" }],
    });
    expect(
      app.mailbox.mails().filter(({ idempotencyKey }) => idempotencyKey === `${jobId}-mail`),
    ).toHaveLength(1);
  });

  it("is tried again after a 429, when the mail server says", async () => {
    const { jobId, links } = await dispatched(mailTo("otto.500-once.429-once@example.test"));
    await expect
      .poll(async () => (await ada(links.self)).json())
      .toMatchObject({
        status: "retrying",
        nextAttemptAt: expect.any(String),
        error: { message: expect.stringContaining("500") },
      });
    await ended(links.self);
    const job = await (await ada(links.self)).json();
    expect(job).toMatchObject({ status: "completed", attempt: 3 });
    expect(
      app.mailbox.mails().filter(({ idempotencyKey }) => idempotencyKey === `${jobId}-mail`),
    ).toHaveLength(1);
  });

  it("fails with its reason after one try when it is refused for good", async () => {
    const { links } = await dispatched(mailTo("rita.reject@example.test"));
    await ended(links.self);
    expect(await (await ada(links.self)).json()).toMatchObject({
      status: "failed",
      attempt: 1,
      error: { code: "mail-refused", message: expect.stringContaining("422") },
    });
  });
});

describe("an Idempotency-Key", () => {
  it("makes ten requests one job", async () => {
    const init = keyed(mailTo("alan@example.test"), "ten");
    const answers = await Promise.all(Array.from({ length: 10 }, () => dispatched(init)));
    expect(new Set(answers.map(({ jobId }) => jobId)).size).toBe(1);
  });

  it("repeated after the end tells how the job stands", async () => {
    const init = keyed(mailTo("barbara@example.test"), "again");
    await ended((await dispatched(init)).links.self);
    expect(await dispatched(init)).toMatchObject({ status: "completed" });
  });

  it("with another payload is 422, and says so", async () => {
    await dispatched(keyed(mailTo("alan@example.test"), "mine"));
    const answer = await ada("/api/v1/dispatch", keyed(mailTo("annie@example.test"), "mine"));
    expect([answer.status, await answer.json()]).toEqual([
      422,
      expect.objectContaining({ type: "/docs/problems#idempotency-mismatch" }),
    ]);
  });

  it("of one person is not another's", async () => {
    const grace = await app.as("grace@example.test");
    const mine = await dispatched(keyed(mailTo("alan@example.test"), "shared"));
    const hers = accepted.parse(
      await (await grace("/api/v1/dispatch", keyed(mailTo("alan@example.test"), "shared"))).json(),
    );
    expect(hers.jobId).not.toBe(mine.jobId);
  });
});

describe("the status", () => {
  it("is 304 while nothing has changed, and 200 once it has", async () => {
    const { links } = await dispatched(mailTo("tony@example.test", { options: { delay: 1 } }));
    const first = await ada(links.self);
    const etag = first.headers.get("etag") ?? "";
    expect([first.status, first.headers.get("cache-control"), first.headers.get("retry-after")]).toEqual([
      200,
      "private, no-cache",
      "1",
    ]);
    const unchanged = await ada(links.self, { headers: { "If-None-Match": etag } });
    expect([unchanged.status, await unchanged.text()]).toEqual([304, ""]);
    await ended(links.self);
    const changed = await ada(links.self, { headers: { "If-None-Match": etag } });
    expect([changed.status, changed.headers.has("retry-after")]).toEqual([200, false]);
  });

  it("shows nothing but what is meant for people", async () => {
    const { links } = await dispatched(mailTo("radia@example.test"));
    await ended(links.self);
    const job = z.record(z.string(), z.unknown()).parse(await (await ada(links.self)).json());
    expect(Object.keys(job).toSorted()).toEqual(
      "attempt attempts batch completedAt createdAt error isCancelRequested isInLine isParked jobId links nextAttemptAt notBefore progress result resultError retries startedAt status type".split(
        " ",
      ),
    );
  });
});
