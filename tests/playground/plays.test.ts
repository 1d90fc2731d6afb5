import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { POST as workWebhook } from "@/app/api/jobs/webhook/route";
import { POST as receive } from "@/app/api/webhooks/[...source]/route";
import { database } from "@/lib/db/client";
import { performJob } from "@/lib/jobs/testing/perform-job";
import { findJobOfNobody } from "@/lib/jobs/view";
import { fillActivity } from "@/lib/playground/fill-activity";
import { handleFlaky } from "@/lib/playground/handlers";
import { replayStripeEvent } from "@/lib/playground/replay-stripe-event";
import { standIns } from "@/lib/playground/stand-ins";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { poll } from "@/tests/helpers/poll";
import { select } from "@/tests/helpers/rows";
import { STRIPE_SECRET } from "@/tests/helpers/stripe-events";

let app: TestApp;
beforeAll(async () => {
  process.env.STRIPE_WEBHOOK_SECRETS = STRIPE_SECRET;
  app = await startApp({
    "/api/jobs/webhook": workWebhook,
    "/api/webhooks/*": (request) => receive(request, { params: Promise.resolve({ source: ["stripe"] }) }),
  });
});
afterAll(() => app.stop());

it("an event that comes three times at once is one job, processed once, and anybody may watch it", async () => {
  const jobId = await replayStripeEvent({ baseUrl: app.url, secret: STRIPE_SECRET, key: "a" });
  await poll(async () => (await findJobOfNobody(database(), jobId))?.status).toBe("completed");
  const jobs = await select(
    database(),
    sql`select count(*)::int as count from job_executions where job_type = 'process-webhook'`,
  );
  expect(jobs).toEqual([{ count: 1 }]);
  expect(await replayStripeEvent({ baseUrl: app.url, secret: STRIPE_SECRET, key: "a" })).toBe(jobId);
});

it("an event that the app refuses is no job", async () => {
  const secret = "whsec_anothersecretanothersecret";
  await expect(replayStripeEvent({ baseUrl: app.url, secret, key: "b" })).rejects.toMatchObject({
    problem: "unavailable",
    message: "The app answered its own event with 400, 400, 400.",
  });
});

it("the flaky job fails as often as it is told", async () => {
  const first = await performJob(handleFlaky, { failures: 1 });
  expect(first).toMatchObject({ outcome: "retry" });
  const steady = await performJob(handleFlaky, { failures: 0 });
  expect(steady).toMatchObject({ outcome: "completed", result: { tries: 1 } });
});

it("activity is filled up once", async () => {
  await Promise.all([fillActivity(77, 1), fillActivity(77, 1)]);
  const lines = await select(
    database(),
    sql`select count(*)::int as count from activity_logs where organization_id = 77`,
  );
  expect(lines).toEqual([{ count: 60_000 }]);
});

it("stands beside local services only", () => {
  expect(standIns()).toMatchObject({ stripeSecret: STRIPE_SECRET });
});
