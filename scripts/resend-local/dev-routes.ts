import { type Answer, json } from "./answer";
import type { AcceptedMail } from "./mail";
import type { ResendLocal } from "./resend-local";

/** What `GET /_dev/mails` tells of each mail, oldest first. */
export type MailSummary = Pick<
  AcceptedMail,
  "id" | "to" | "subject" | "idempotencyKey" | "receivedAt" | "requests"
>;

export function listMails(local: ResendLocal): MailSummary[] {
  return local.mailbox.all().map(({ id, to, subject, idempotencyKey, receivedAt, requests }) => ({
    id,
    to,
    subject,
    idempotencyKey,
    receivedAt,
    requests,
  }));
}

/** `GET /_dev/health`: that it is this server, and whether anything changed since the last look. */
export function health(local: ResendLocal): Answer {
  const { mailbox } = local;
  return json(200, {
    service: "resend-local",
    status: "ok",
    mails: mailbox.count(),
    dropped: mailbox.dropped(),
    version: mailbox.version(),
  });
}

/** `DELETE /_dev/mails`: a fresh start, with keys and the turns of faults forgotten too. */
export function forgetMails(local: ResendLocal): Answer {
  local.keys.clear();
  local.conversations.clear();
  return json(200, { deleted: local.mailbox.clear() });
}
