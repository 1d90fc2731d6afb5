import { sql } from "drizzle-orm";
import { array, assert, asyncProperty, constantFrom, uuid } from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { applyResendEvent, type ResendEvent } from "@/lib/emails/apply-resend-event";
import { sendWelcomeEmailAsync } from "@/lib/emails/enqueue";
import { noteSent } from "@/lib/emails/sent-emails";
import { allowAgain } from "@/lib/emails/suppressed-addresses";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { poll } from "@/tests/helpers/poll";
import { select } from "@/tests/helpers/rows";

let app: TestApp;
let ada: Client;
beforeAll(async () => {
  app = await startApp();
  ada = await app.as("ada@example.test");
});
afterAll(() => app.stop());

const TYPES = [
  "email.sent",
  "email.delivery_delayed",
  "email.delivered",
  "email.bounced",
  "email.complained",
] as const;

describe("a mail that was sent", () => {
  it("is noted with its job, and is what its last news says, whatever their order and however often they come", async () => {
    await assert(
      asyncProperty(
        uuid(),
        array(constantFrom("noted", ...TYPES), { minLength: 1, maxLength: 10 }),
        async (id, news) => {
          for (const type of news) {
            if (type === "noted") await noteSent(database(), sent(id));
            else await applyResendEvent(database(), event(type, id));
          }
          const [row] = await select(
            database(),
            sql`
            select status, job_id is not null as noted from sent_emails where email_id = ${id}`,
          );
          const types = news.filter((type) => type !== "noted");
          const last = TYPES.findLast((type) => types.includes(type)) ?? "email.sent";
          expect(row).toEqual({ status: STATUS[last], noted: news.includes("noted") });
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("an address", () => {
  it("that bounced for good is mailed nothing any more, until somebody allows it again", async () => {
    await applyResendEvent(database(), event("email.bounced", "mail-1", "alan@example.test", "Permanent"));
    const jobId = await welcome("Alan@example.test");
    await poll(() => statusOf(jobId)).toBe("failed");
    const job = await (await ada(`/api/v1/status/${jobId}`)).json();
    expect(job.error).toMatchObject({
      code: "address-suppressed",
      message: expect.stringContaining("came back for good"),
    });
    expect(app.mailbox.mails()).toEqual([]);
    const by = { userId: 1, reason: "They have a new mailbox." };
    expect(await allowAgain(database(), "alan@example.test", by)).toBe(true);
    expect(await allowAgain(database(), "alan@example.test", by)).toBe(false);
    const audit = sql`select action, reason, detail from job_audit where action = 'allow-address'`;
    expect(await select(database(), audit)).toEqual([
      { action: "allow-address", reason: by.reason, detail: { address: "alan@example.test" } },
    ]);
    const again = await welcome("alan@example.test");
    await poll(() => statusOf(again)).toBe("completed");
    const noted = await select(
      database(),
      sql`
      select template, status, to_address from sent_emails where job_id = ${again}::uuid`,
    );
    expect(noted).toEqual([{ template: "welcome", status: "sent", to_address: "alan@example.test" }]);
  });

  it("that complained is mailed nothing; one whose mailbox was full for a while is", async () => {
    await applyResendEvent(database(), event("email.complained", "mail-2", "hedy@example.test"));
    await applyResendEvent(database(), event("email.bounced", "mail-3", "tony@example.test", "Transient"));
    const [refused, sent] = [await welcome("hedy@example.test"), await welcome("tony@example.test")];
    await poll(() => statusOf(refused)).toBe("failed");
    await poll(() => statusOf(sent)).toBe("completed");
  });
});

const STATUS = {
  "email.sent": "sent",
  "email.delivery_delayed": "delayed",
  "email.delivered": "delivered",
  "email.bounced": "bounced",
  "email.complained": "complained",
} as const;

function event(
  type: (typeof TYPES)[number],
  emailId: string,
  to = "x@example.test",
  bounce?: string,
): ResendEvent {
  const data = { email_id: emailId, to: [to], subject: "Hi", ...(bounce && { bounce: { type: bounce } }) };
  return { type, created_at: "2026-11-28T07:00:00.000Z", data };
}

function sent(id: string) {
  return {
    emailId: id,
    jobId: id,
    template: "welcome",
    to: "x@example.test",
    subject: "Hi",
    userId: 1,
    organizationId: 1,
  };
}

async function welcome(to: string): Promise<string> {
  const actor = await demoActor("ada@example.test");
  return (await sendWelcomeEmailAsync({ to, name: "Ada", dashboardUrl: app.url }, actor)).jobId;
}

async function statusOf(jobId: string): Promise<unknown> {
  return (await (await ada(`/api/v1/status/${jobId}`)).json()).status;
}
