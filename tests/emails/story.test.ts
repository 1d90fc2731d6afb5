import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { handleSendEmail } from "@/lib/emails/handlers";
import { sendEmail } from "@/lib/emails/jobs";
import { tellOnFailure } from "@/lib/emails/tell-on-failure";
import { enqueue } from "@/lib/jobs/enqueue";
import { PayloadError } from "@/lib/jobs/errors";
import { startResendLocal } from "@/scripts/resend-local/start-resend-local";
import { exercise, handleExercise } from "@/tests/helpers/exercise-job";
import { alter } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
let mailbox: Awaited<ReturnType<typeof startResendLocal>>;

beforeAll(async () => {
  mailbox = await startResendLocal();
  process.env.RESEND_BASE_URL = mailbox.url;
  world = await startWorld([handleExercise, handleSendEmail]);
});
afterAll(async () => {
  await world.stop();
  await mailbox.close();
});

const mailsTo = (address: string) => mailbox.mails().filter(({ to }) => to.includes(address));

const welcome = (to: string) => ({
  template: "welcome" as const,
  to,
  data: { name: "Ada Lovelace", dashboardUrl: "https://app.example.com/dashboard" },
});

describe("a mail", () => {
  it("is in the ledger as it was rendered, and done with what Resend answered", async () => {
    const { jobId } = await enqueue(sendEmail, welcome("ada@example.com"));
    const { result } = await world.waitFor(jobId, "completed");
    const [mail] = mailsTo("ada@example.com");
    expect(await ledger(jobId)).toMatchObject([
      {
        key: "mail",
        state: "done",
        request: {
          to: "ada@example.com",
          subject: mail?.subject,
          html: expect.stringContaining("Ada Lovelace"),
        },
        answer: mail?.id,
      },
    ]);
    expect(mail?.idempotencyKey).toBe(`${jobId}-mail`);
    expect(result).toEqual({ emailId: mail?.id });
  });

  it("that was accepted unseen is sent again as it was, and arrives once", async () => {
    const { jobId } = await enqueue(sendEmail, welcome("drop-answer-once@example.com"));
    await world.waitFor(jobId, "retrying");
    const [before] = await ledger(jobId);
    expect(before).toMatchObject({ state: "sending" });
    await alter(world.db, jobId, sql`next_attempt_at = clock_timestamp()`);
    await world.deliver(sendEmail.endpoint, { v: 1, jobId, type: sendEmail.type, leg: 1 });
    expect((await ledger(jobId))[0]?.request).toEqual(before?.request);
    expect(await world.row(jobId)).toMatchObject({ status: "completed", run: 2 });
    expect(mailsTo("drop-answer-once@example.com")).toHaveLength(1);
  });

  it("that Resend refused for now may be rendered anew", async () => {
    const { jobId } = await enqueue(sendEmail, welcome("quota@example.com"));
    await expect
      .poll(() => world.row(jobId), { timeout: 15_000 })
      .toMatchObject({ status: "pending", leg: 2 });
    expect(await ledger(jobId)).toMatchObject([{ state: "refused", answer: null }]);
  });
});

describe("whoever is to be told when a job fails", () => {
  it.each([
    ["at once", { act: "non-retryable" } as const, "told to give up"],
    ["after its last try", { act: "return", throws: 3 } as const, "told to throw in try 3"],
  ])("gets one mail that names it, its error and a link, when it fails %s", async (when, payload, error) => {
    const to = `${when.replaceAll(" ", "-")}@example.com`;
    const { jobId } = await enqueue(exercise, payload, { notifyOnFailure: telling(to) });
    await world.waitFor(jobId, "failed");
    const followUp = await followUpOf(jobId);
    await world.waitFor(followUp, "completed");
    const mails = mailsTo(to);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toBe("The export of your users did not work");
    const [sent] = await ledger(followUp);
    expect(sent?.request.text).toContain(error);
    expect(sent?.request.text).toContain("https://app.example.com/exports");
  });

  it("hears nothing of one that succeeds, also after a failed try", async () => {
    const to = "nothing@example.com";
    const notifyOnFailure = telling(to);
    const { jobId } = await enqueue(exercise, { act: "return", throws: 1 }, { notifyOnFailure });
    await world.waitFor(jobId, "completed");
    expect(mailsTo(to)).toEqual([]);
    await expect(followUpOf(jobId)).rejects.toThrow("No follow-up");
  });

  it("is named rightly, or the job is not enqueued", async () => {
    const end = enqueue(exercise, { act: "return" }, { notifyOnFailure: telling("no address") });
    await expect(end).rejects.toBeInstanceOf(PayloadError);
  });
});

function telling(to: string) {
  return tellOnFailure({
    to,
    name: "Ada Lovelace",
    jobName: "The export of your users",
    detailsUrl: "https://app.example.com/exports",
  });
}

const rendered = z.looseObject({ text: z.string() });

function ledger(jobId: string) {
  return query(
    world.db,
    z.object({ key: z.string(), state: z.string(), request: rendered, answer: z.unknown() }),
    sql`select key, state, request, answer from job_effects where job_id = ${jobId}::uuid`,
  );
}

async function followUpOf(jobId: string): Promise<string> {
  const [row] = await query(
    world.db,
    z.object({ id: z.string() }),
    sql`select job_id as id from job_executions where parent_job_id = ${jobId}::uuid`,
  );
  if (row === undefined) throw new Error(`No follow-up of ${jobId}.`);
  return row.id;
}
