import { sql } from "drizzle-orm";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import { withJobs } from "@/lib/jobs/with-jobs";

type Subscriber = {
  userId: number;
  organizationId: number;
  organizationName: string;
  name: string;
  email: string;
};

/** Notes the plan and enqueues its mail: both are there, or neither. Null: they had a plan already. */
export function subscribe(subscriber: Subscriber): Promise<string | null> {
  const { userId, organizationId, organizationName, name, email } = subscriber;
  return withJobs(async (tx, enqueue) => {
    const [plan] = await query(
      tx,
      z.object({ renewsAt: z.string() }),
      sql`insert into plans (organization_id, renews_at) values (${organizationId}, now() + interval '1 month')
        on conflict do nothing
        returning to_char(renews_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "renewsAt"`,
    );
    if (plan === undefined) return null;
    const data = {
      name,
      organizationName,
      planName: "Team",
      price: { amount: 4900, currency: "EUR" },
      interval: "month" as const,
      renewsAt: plan.renewsAt,
      billingUrl: `${env().BASE_URL}/account`,
    };
    const { jobId } = await enqueue(
      sendEmail,
      { template: "subscriptionCreated", to: email, data },
      { actor: { userId, organizationId } },
    );
    return jobId;
  });
}
