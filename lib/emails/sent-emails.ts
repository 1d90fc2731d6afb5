import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { JobActor } from "@/lib/jobs/actor";

type SentEmail = JobActor & { emailId: string; jobId: string; template: string; to: string; subject: string };

/** Notes a mail that Resend took. Its webhook may have told of it before: what became of it stays. */
export async function noteSent(tx: Executor, email: SentEmail): Promise<void> {
  const { emailId, jobId, organizationId, userId, template, to, subject } = email;
  await tx.execute(sql`
    insert into sent_emails (email_id, job_id, organization_id, user_id, template, to_address, subject)
    values (${emailId}, ${jobId}::uuid, ${organizationId}::bigint, ${userId}::bigint, ${template}, ${to}, ${subject})
    on conflict (email_id) do update set job_id = excluded.job_id, organization_id = excluded.organization_id,
      user_id = excluded.user_id, template = excluded.template`);
}
