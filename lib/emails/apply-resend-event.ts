import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Executor } from "@/lib/db/database";
import { type SuppressionReason, suppress } from "./suppressed-addresses";

/** The events that tell what became of a mail. */
export const RESEND_EVENTS = [
  "email.sent",
  "email.delivery_delayed",
  "email.delivered",
  "email.failed",
  "email.suppressed",
  "email.bounced",
  "email.complained",
] as const;

/** What of Resend's `email.*` webhooks matters here (https://resend.com/docs/dashboard/webhooks/event-types). */
export const resendEvent = z.object({
  type: z.enum(RESEND_EVENTS),
  /** When it happened. */
  created_at: z.string(),
  data: z.object({
    email_id: z.string().min(1).max(100),
    to: z.array(z.string().max(320)).min(1).max(50),
    subject: z.string().default(""),
    /** Of a bounce: `Permanent`, or one that may work the next time. */
    bounce: z.object({ type: z.string() }).optional(),
  }),
});

export type ResendEvent = z.output<typeof resendEvent>;

/** What a mail can become, in the order in which one replaces the other: webhooks come in any order. */
const STATUSES = {
  "email.sent": "sent",
  "email.delivery_delayed": "delayed",
  "email.delivered": "delivered",
  "email.failed": "failed",
  "email.suppressed": "suppressed",
  "email.bounced": "bounced",
  "email.complained": "complained",
} as const satisfies Record<ResendEvent["type"], string>;

const ORDER: readonly string[] = Object.values(STATUSES);

/**
 * Notes what became of a mail, and mails nothing more to an address that came back for good or complained. Twice it is
 * the same as once, and late news of an earlier state change nothing. A mail that is not ours, from another program
 * with the same account, is noted too: its address counts all the same.
 */
export async function applyResendEvent(tx: Executor, { type, created_at, data }: ResendEvent): Promise<void> {
  const status = STATUSES[type];
  const order = sql.join(
    ORDER.map((name) => sql`${name}`),
    sql`, `,
  );
  await tx.execute(sql`
    insert into sent_emails (email_id, to_address, subject, status, status_at)
    values (${data.email_id}, ${data.to.join(", ")}, ${data.subject}, ${status}, ${created_at}::timestamptz)
    on conflict (email_id) do update set status = excluded.status, status_at = excluded.status_at
    where array_position(array[${order}], sent_emails.status) < array_position(array[${order}], excluded.status)`);
  const reason = reasonOf(type, data.bounce?.type);
  if (reason === undefined) return;
  for (const address of data.to) await suppress(tx, { address, reason, emailId: data.email_id });
}

function reasonOf(type: ResendEvent["type"], bounce: string | undefined): SuppressionReason | undefined {
  if (type === "email.complained") return "complained";
  if (type === "email.suppressed") return "suppressed";
  return type === "email.bounced" && bounce === "Permanent" ? "bounced" : undefined;
}
