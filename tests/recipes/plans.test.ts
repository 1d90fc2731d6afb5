import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { PayloadError } from "@/lib/jobs/errors";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { poll } from "@/tests/helpers/poll";
import { select } from "@/tests/helpers/rows";
import { subscribe } from "./plans/subscribe";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await database().execute(
    sql`create table plans (organization_id bigint primary key, renews_at timestamptz not null)`,
  );
});
afterAll(() => app.stop());

const ada = { userId: 1, organizationId: 1, organizationName: "Analytical Engines", name: "Ada Lovelace" };

it("a plan is noted although Resend refuses for now, and its mail arrives once, however often it is asked for", async () => {
  const email = "429-once@example.com";
  const jobId = await subscribe({ ...ada, email });
  expect(jobId).not.toBeNull();
  expect(await subscribe({ ...ada, email })).toBeNull();
  const job = sql`select status, run from job_executions where job_id = ${jobId}::uuid`;
  await poll(() => select(database(), job)).toEqual([{ status: "completed", run: 2 }]);
  expect(app.mailbox.mails().map(({ to }) => to)).toEqual([[email]]);
});

it("a plan whose mail cannot be enqueued is not noted", async () => {
  const wrong = { ...ada, organizationId: 2, email: "not an address" };
  await expect(subscribe(wrong)).rejects.toThrow(PayloadError);
  expect(await select(database(), sql`select 1 from plans where organization_id = 2`)).toEqual([]);
});
