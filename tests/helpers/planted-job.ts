import { randomUUID } from "node:crypto";
import { database } from "@/lib/db/client";
import { sendEmail } from "@/lib/emails/jobs";
import type { JobActor } from "@/lib/jobs/actor";
import { type EnqueuedBatch, insertPrepared, prepareBatch } from "@/lib/jobs/enqueue-batch";
import { insert } from "@/lib/jobs/insert";
import { prepare } from "@/lib/jobs/prepare";
import { claim, type HeldRun } from "@/lib/jobs/transitions/claim";

const MAIL = {
  template: "welcome" as const,
  to: "grace@example.test",
  data: { name: "Grace", dashboardUrl: "https://app.example/mail" },
};

/** The id of a mail job of somebody that nobody sends: its message has not left. */
export async function plantJob({ userId, organizationId }: JobActor): Promise<string> {
  const actor = { userId, organizationId };
  const { jobId } = await insert(database(), await prepare(sendEmail, MAIL, { actor }));
  return jobId;
}

/** The same for a batch of so many. */
export async function plantBatch(
  { userId, organizationId }: JobActor,
  count: number,
): Promise<EnqueuedBatch> {
  const payloads = Array.from({ length: count }, () => MAIL);
  const prepared = await prepareBatch(sendEmail, payloads, { actor: { userId, organizationId } });
  await database().transaction((tx) => insertPrepared(tx, prepared));
  return { batchId: prepared.batch.batchId, jobIds: prepared.children.map(({ jobId }) => jobId) };
}

/** A run of it, which is alive until somebody ends it. */
export async function beginRun(jobId: string): Promise<HeldRun> {
  const claimed = await claim(database(), { jobId, type: sendEmail.type, leg: 1, claimId: randomUUID() });
  if (!claimed.claimed) throw new Error("Nobody else runs it.");
  return claimed.held;
}

/** How that run ends. */
export const SETTLEMENT = { progress: null, error: null, messageId: null, appVersion: null };
