import { Resend } from "resend";
import { afterEach, describe, expect, it } from "vitest";
import { faultFor, faultsOf } from "./faults";
import { type RunningResendLocal, startResendLocal } from "./start-resend-local";

const running: RunningResendLocal[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** Sends the same mail as often as asked and tells what each request was answered. */
async function answersTo(to: string, times: number) {
  const server = await startResendLocal();
  running.push(server);
  const resend = new Resend("re_test", { baseUrl: server.url });
  const mail = { from: "mail@acme.example", to, subject: "Hello", text: "Hello" };
  const answers = [];
  for (let request = 0; request < times; request += 1) {
    answers.push(await resend.emails.send(mail, { idempotencyKey: "job-1" }));
  }
  return { answers, server, statuses: answers.map(({ error }) => (error ? error.statusCode : 200)) };
}

describe("faults by recipient", () => {
  it("500-twice fails two requests, then accepts", async () => {
    const { statuses, server } = await answersTo("500-twice@example.com", 3);
    expect(statuses).toEqual([500, 500, 200]);
    expect(server.mails()[0]?.requests.map(({ status }) => status)).toEqual([500, 500, 200]);
  });

  it("429-once answers Retry-After: 1, then accepts", async () => {
    const { statuses, answers } = await answersTo("429-once@example.com", 2);
    expect(statuses).toEqual([429, 200]);
    expect(answers[0]).toMatchObject({
      error: { name: "rate_limit_exceeded" },
      headers: { "retry-after": "1" },
    });
  });

  it("429-after-7s-once answers Retry-After: 7", async () => {
    const { answers } = await answersTo("429-after-7s-once@example.com", 1);
    expect(answers[0]?.headers).toMatchObject({ "retry-after": "7" });
  });

  it.each([
    "500-once.429-once@example.com",
    "500-once+429-once@example.com",
    "ada.500-once.429-once@example.com",
  ])("%s takes the faults in the order in which they are written", async (to) => {
    expect((await answersTo(to, 3)).statuses).toEqual([500, 429, 200]);
  });

  it("reject answers 422 for good", async () => {
    const { statuses, server } = await answersTo("reject@example.com", 3);
    expect(statuses).toEqual([422, 422, 422]);
    expect(server.mails()).toEqual([]);
  });

  it.each([
    ["quota@example.com", "daily_quota_exceeded"],
    ["monthly-quota@example.com", "monthly_quota_exceeded"],
  ])("%s answers 429 %s", async (to, name) => {
    const { answers } = await answersTo(to, 1);
    expect(answers[0]?.error).toMatchObject({ statusCode: 429, name });
  });

  it("drop-answer-once accepts the mail, cuts the connection, and gives the id to the next request", async () => {
    const { statuses, answers, server } = await answersTo("drop-answer-once@example.com", 2);
    expect(statuses).toEqual([null, 200]);
    expect(server.mails().map(({ id }) => id)).toEqual([answers[1]?.data?.id]);
  });

  it("drop-request-once cuts the connection and accepts only the next request", async () => {
    const { statuses, server } = await answersTo("drop-request-once@example.com", 2);
    expect(statuses).toEqual([null, 200]);
    expect(server.mails()).toHaveLength(1);
  });

  it("garbage-once answers a page that is not JSON", async () => {
    const { answers } = await answersTo("garbage-once@example.com", 2);
    expect(answers.map(({ error }) => error?.statusCode)).toEqual([502, undefined]);
  });

  it("503-3x fails three requests", async () => {
    expect((await answersTo("503-3x@example.com", 4)).statuses).toEqual([503, 503, 503, 200]);
  });

  it("counts each mail by itself", async () => {
    const server = await startResendLocal();
    running.push(server);
    const resend = new Resend("re_test", { baseUrl: server.url });
    const send = (idempotencyKey: string) =>
      resend.emails.send(
        { from: "mail@acme.example", to: "500-once@example.com", subject: "Hello", text: "Hello" },
        { idempotencyKey },
      );
    const answers = [await send("job-1"), await send("job-2"), await send("job-1"), await send("job-2")];
    expect(answers.map(({ error }) => error?.statusCode)).toEqual([500, 500, undefined, undefined]);
  });

  it("hang keeps the request until the client gives up", async () => {
    const server = await startResendLocal();
    running.push(server);
    const resend = new Resend("re_test", { baseUrl: server.url });
    const { error } = await resend.emails.send(
      { from: "mail@acme.example", to: "hang@example.com", subject: "Hello", text: "Hello" },
      { signal: AbortSignal.timeout(100) },
    );
    expect(error).toMatchObject({ name: "application_error", statusCode: null });
    expect(server.mails()).toEqual([]);
  });
});

describe("the language of faults", () => {
  it("leaves an ordinary name alone", () => {
    expect(faultsOf(["Ada <ada.lovelace+news@example.com>"])).toEqual({ delayMs: 0, turns: [] });
  });

  it("adds up delays, to a minute at most", () => {
    expect(faultsOf(["slow-300ms@example.com", "slow-2s@example.com"]).delayMs).toBe(2300);
    expect(faultsOf(["slow-9999s@example.com"]).delayMs).toBe(60_000);
  });

  it("never ends a fault without a count", () => {
    expect(faultFor(faultsOf(["500@example.com"]), 1_000_000)?.kind).toBe("refuse");
  });
});
