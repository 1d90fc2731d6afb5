import { type Answer, json } from "./answer";
import type { AcceptedMail } from "./mail";
import { ResendError } from "./resend-error";
import type { ResendLocal } from "./resend-local";

/** `GET /emails/:id` (https://resend.com/docs/api-reference/emails/retrieve-email). */
export function getEmail(local: ResendLocal, id: string): Answer {
  const mail = local.mailbox.find(id);
  if (!mail) throw new ResendError("not_found", "Email not found");
  return json(200, asResend(mail));
}

function asResend(mail: AcceptedMail): Record<string, unknown> {
  return {
    object: "email",
    id: mail.id,
    message_id: `<${mail.id}@resend.local>`,
    from: mail.from,
    to: mail.to,
    cc: orNull(mail.cc),
    bcc: orNull(mail.bcc),
    reply_to: orNull(mail.replyTo),
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    tags: mail.tags,
    created_at: mail.receivedAt,
    scheduled_at: mail.scheduledAt,
    last_event: mail.scheduledAt === null ? "delivered" : "scheduled",
  };
}

function orNull(list: string[]): string[] | null {
  return list.length > 0 ? list : null;
}
