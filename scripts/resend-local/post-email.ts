import type { IncomingMessage } from "node:http";
import type { Answer } from "./answer";
import { fingerprintOf, idempotencyKeyOf, readJson } from "./api-request";
import { faultsOf } from "./faults";
import type { Mail } from "./mail";
import { parseMail } from "./parse-mail";
import type { ResendLocal } from "./resend-local";
import { submit } from "./submit";

/** `POST /emails` (https://resend.com/docs/api-reference/emails/send-email). */
export async function postEmail(local: ResendLocal, request: IncomingMessage): Promise<Answer> {
  const idempotencyKey = idempotencyKeyOf(request);
  const body = await readJson(request);
  const mail = parseMail(body);
  return submit(local, {
    mails: [mail],
    faults: faultsOf(recipientsOf(mail)),
    idempotencyKey,
    fingerprint: fingerprintOf("/emails", body),
    about: `${recipientsOf(mail).join()}\n${idempotencyKey ?? mail.subject}`,
    answerWith: ([id]) => ({ id }),
  });
}

/** Everybody a mail goes to. */
export function recipientsOf(mail: Mail): string[] {
  return [...mail.to, ...mail.cc, ...mail.bcc];
}
