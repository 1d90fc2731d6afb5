import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { handleSendEmail } from "@/lib/emails/handlers";
import { previews } from "@/lib/emails/templates/previews";
import { Directive } from "@/lib/jobs/directive";
import { EffectRefused } from "@/lib/jobs/errors";
import type { JobContext } from "@/lib/jobs/handle";
import { startApp, type TestApp } from "@/tests/helpers/app";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** What runs ended with. */
const results: unknown[] = [];
const ENDED = new Directive({ kind: "continue", checkpoint: null, delaySeconds: 0 });

describe("the handler", () => {
  it("renders and sends the mail once for a job that runs twice", async () => {
    const ctx = contextOf(randomUUID());
    await handleSendEmail.run(previews.welcome, ctx);
    await handleSendEmail.run(previews.welcome, ctx);
    const mails = app.mailbox.mails().filter(({ idempotencyKey }) => idempotencyKey === `${ctx.jobId}-mail`);
    expect(mails).toMatchObject([{ to: ["ada@example.com"], subject: "Welcome to Acme" }]);
    expect(results).toEqual([{ emailId: mails[0]?.id }, { emailId: mails[0]?.id }]);
  });

  it("puts a mail off that meets the shared rate limit to the last, and fails none over it", async () => {
    const limited = { ...previews.welcome, to: "429@example.com" };
    const first = handleSendEmail.run(limited, contextOf(randomUUID()));
    await expect(first).rejects.toMatchObject({ code: "rate-limited", usesAttempt: true });
    const last = handleSendEmail.run(limited, { ...contextOf(randomUUID()), attempt: 4 });
    await expect(last).rejects.toMatchObject({ code: "rate-limited", usesAttempt: false });
  });

  it("puts a mail off whose earlier call is still being answered to the last, and fails none over it", async () => {
    const slow = { ...previews.welcome, to: "slow-500ms@example.com" };
    const ctx = { ...contextOf(randomUUID()), attempt: 4 };
    const ends = await Promise.allSettled([handleSendEmail.run(slow, ctx), handleSendEmail.run(slow, ctx)]);
    const reasons = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(reasons).toMatchObject([{ code: "send-in-flight", usesAttempt: false }]);
  });
});

/** The context of a run that nobody claimed: enough for a handler that only does its own work. */
function contextOf(jobId: string): JobContext {
  const { signal } = new AbortController();
  return {
    jobId,
    type: "send-email",
    signal,
    actor: { userId: null, organizationId: null },
    attempt: 1,
    run: 1,
    leg: 1,
    checkpoint: null,
    continuations: 0,
    stopAt: new Date(Date.now() + 30_000),
    progress: () => undefined,
    log: () => undefined,
    continueWith: unsupported,
    batch: unsupported,
    waitFor: unsupported,
    children: unsupported,
    batchProgress: unsupported,
    cause: unsupported,
    tick: unsupported,
    enqueue: unsupported,
    async complete(result, work) {
      await database().transaction(work);
      results.push(result);
      return ENDED;
    },
    async once(key, effect) {
      if (typeof effect === "function") return unsupported();
      try {
        return await effect.send(effect.request, { idempotencyKey: `${jobId}-${key}`, signal });
      } catch (error) {
        throw error instanceof EffectRefused ? error.cause : error;
      }
    },
  };
}

function unsupported(): never {
  throw new Error("A bare context has no database.");
}
