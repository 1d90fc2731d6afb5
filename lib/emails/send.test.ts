import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Resend } from "resend";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { EffectRefused, NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";
import { sendMail } from "./send";
import { stubEnvironment } from "./stub-environment";

const acceptedMails = z.array(
  z.object({ id: z.string(), to: z.array(z.string()), subject: z.string(), idempotencyKey: z.string() }),
);

let server: ChildProcess;
let url = "";

// A process of its own, as in development: the slice may not import what stands in for Resend.
beforeAll(async () => {
  server = spawn(process.execPath, ["--import", "tsx", "scripts/resend-local/index.ts", "--port", "0"]);
  if (!server.stdout) throw new Error("resend-local has no output to read its address from.");
  const [line] = await once(server.stdout, "data");
  url = /http:\S+/.exec(String(line))?.[0] ?? "";
  stubEnvironment({ RESEND_BASE_URL: url });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  server.kill();
  await once(server, "exit");
});

/** Sends one mail as often as asked, under one job id, and collects what each try ended in. */
async function tries(localPart: string, times: number, signal = new AbortController().signal) {
  const to = `${localPart}@example.com`;
  const jobId = randomUUID();
  const ends: unknown[] = [];
  for (let attempt = 0; attempt < times; attempt += 1) {
    ends.push(await attemptTo(to, jobId, signal).catch((error: unknown) => error));
  }
  return { ends, mails: await mailsOf(jobId) };
}

/** Throws what a handler sees: what a refusal was caused by. */
async function attemptTo(to: string, jobId: string, signal: AbortSignal, resend = resendAt(url)) {
  try {
    return await sendMail({ ...MAIL, to }, { jobId, idempotencyKey: jobId, signal }, resend);
  } catch (error) {
    throw error instanceof EffectRefused ? error.cause : error;
  }
}

const MAIL = {
  from: "Acme <mail@acme.example>",
  subject: "Hello",
  html: "<p>Hello</p>",
  text: "Hello",
  template: "welcome",
};

function resendAt(baseUrl: string, key = "re_test"): Resend {
  return new Resend(key, { baseUrl });
}

async function mailsOf(jobId: string) {
  const response = await fetch(`${url}/_dev/mails`);
  return acceptedMails
    .parse(await response.json())
    .filter(({ idempotencyKey }) => idempotencyKey.startsWith(jobId));
}

describe("sending through Resend", () => {
  it("answers with the mail's id", async () => {
    const { ends, mails } = await tries("ada", 1);
    expect(ends).toEqual(mails.map(({ id }) => id));
  });

  it("the same job sends one mail, however often it runs", async () => {
    const { ends, mails } = await tries("ada", 3);
    expect(mails).toHaveLength(1);
    expect(new Set(ends)).toEqual(new Set([mails[0]?.id]));
  });

  it("a 500 is an ordinary error, then the mail goes out", async () => {
    const { ends, mails } = await tries("500-twice", 3);
    expect(ends.slice(0, 2).map(isPlain)).toEqual([true, true]);
    expect(ends[2]).toBe(mails[0]?.id);
  });

  it("a 429 asks for the time that Retry-After says", async () => {
    const { ends, mails } = await tries("429-after-4s-once", 2);
    expect(ends[0]).toBeInstanceOf(RetryAfterError);
    expect(ends[0]).toMatchObject({ retryAfter: 4, usesAttempt: true });
    expect(ends[1]).toBe(mails[0]?.id);
  });

  it("a 500, then a 429, then the mail goes out", async () => {
    const { ends, mails } = await tries("500-once.429-once", 3);
    expect(isPlain(ends[0])).toBe(true);
    expect(ends[1]).toBeInstanceOf(RetryAfterError);
    expect(ends[2]).toBe(mails[0]?.id);
  });

  it("a rejected recipient fails for good", async () => {
    const { ends, mails } = await tries("reject", 1);
    expect(ends[0]).toBeInstanceOf(NonRetryableError);
    expect(mails).toEqual([]);
  });

  it("a used-up quota defers without using an attempt", async () => {
    const { ends } = await tries("quota", 1);
    expect(ends[0]).toMatchObject({ name: "RetryAfterError", retryAfter: 3600, usesAttempt: false });
  });

  it("an answer lost on the way is an ordinary error, and the next try finds the first mail", async () => {
    const { ends, mails } = await tries("drop-answer-once", 2);
    expect(isPlain(ends[0])).toBe(true);
    expect(ends.slice(1)).toEqual(mails.map(({ id }) => id));
  });

  it.each(["drop-request-once", "garbage-once"])(
    "%s is an ordinary error, then the mail goes out",
    async (fault) => {
      const { ends, mails } = await tries(fault, 2);
      expect(isPlain(ends[0])).toBe(true);
      expect(ends[1]).toBe(mails[0]?.id);
    },
  );

  it("two runs at once send one mail, and the second asks again soon", async () => {
    const jobId = randomUUID();
    const signal = new AbortController().signal;
    const ends = await Promise.allSettled(
      [1, 2].map(() => attemptTo("slow-300ms@example.com", jobId, signal)),
    );
    const reasons = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(reasons).toMatchObject([{ name: "RetryAfterError", code: "send-in-flight" }]);
    expect(await mailsOf(jobId)).toHaveLength(1);
  });

  it("another mail under the same job id fails for good", async () => {
    const jobId = randomUUID();
    const signal = new AbortController().signal;
    await attemptTo("ada@example.com", jobId, signal);
    await expect(attemptTo("bob@example.com", jobId, signal)).rejects.toMatchObject({
      code: "other-mail-sent",
    });
  });

  it("gives up with the signal's reason when the time is over", async () => {
    const { ends } = await tries("hang", 1, AbortSignal.timeout(100));
    expect(ends[0]).toMatchObject({ name: "TimeoutError" });
  });

  it("a server that is not there is an ordinary error", async () => {
    const away = resendAt("http://127.0.0.1:1");
    const end = attemptTo("ada@example.com", randomUUID(), new AbortController().signal, away);
    expect(isPlain(await end.catch((error: unknown) => error))).toBe(true);
  });

  it("a wrong key leaves the mail to a later try, with the key mended", async () => {
    const wrong = resendAt(url, "sk_wrong");
    const end = attemptTo("ada@example.com", randomUUID(), new AbortController().signal, wrong);
    await expect(end).rejects.toThrow("invalid_api_key");
    await expect(end).rejects.not.toBeInstanceOf(NonRetryableError);
  });
});

function end(localPart: string, resend = resendAt(url)): Promise<string> {
  const options = { jobId: randomUUID(), idempotencyKey: randomUUID(), signal: new AbortController().signal };
  return sendMail({ ...MAIL, to: `${localPart}@example.com` }, options, resend);
}

describe("what Resend says of a mail", () => {
  it.each(["429", "quota", "reject"])("is a refusal, after which it may be sent anew: %s", async (answer) => {
    await expect(end(answer)).rejects.toBeInstanceOf(EffectRefused);
  });

  it("is a refusal of the key, too", async () => {
    await expect(end("ada", resendAt(url, "sk_wrong"))).rejects.toBeInstanceOf(EffectRefused);
  });

  it.each(["500", "drop-answer", "garbage"])("leaves open whether it went out: %s", async (answer) => {
    await expect(end(answer)).rejects.not.toBeInstanceOf(EffectRefused);
  });
});

/** An error that the job's own backoff answers. */
function isPlain(end: unknown): boolean {
  return end instanceof Error && !(end instanceof NonRetryableError) && !(end instanceof RetryAfterError);
}
