import type { IncomingMessage } from "node:http";
import type { Answer } from "./answer";
import { fingerprintOf, idempotencyKeyOf, readJson } from "./api-request";
import { faultsOf, rejectsForGood } from "./faults";
import type { Mail } from "./mail";
import { parseMail } from "./parse-mail";
import { recipientsOf } from "./post-email";
import { ResendError } from "./resend-error";
import type { ResendLocal } from "./resend-local";
import { submit } from "./submit";

const MAILS_MOST = 100;

type ItemError = { index: number; message: string };

/**
 * `POST /emails/batch` (https://resend.com/docs/api-reference/emails/send-batch-emails). Strict by default:
 * one bad mail refuses all. With `x-batch-validation: permissive` bad mails are listed and the others go.
 */
export async function postBatch(local: ResendLocal, request: IncomingMessage): Promise<Answer> {
  const idempotencyKey = idempotencyKeyOf(request);
  const body = await readJson(request);
  const permissive = request.headers["x-batch-validation"] === "permissive";
  const { mails, errors } = permissive
    ? sift(asItems(body))
    : { mails: asItems(body).map(parseItem), errors: [] };
  const recipients = mails.flatMap(recipientsOf);
  return submit(local, {
    mails,
    faults: faultsOf(recipients),
    idempotencyKey,
    fingerprint: fingerprintOf("/emails/batch", body),
    about: `${recipients.join()}\n${idempotencyKey ?? mails.map((mail) => mail.subject).join("\n")}`,
    answerWith: (ids) => ({ data: ids.map((id) => ({ id })), ...(permissive ? { errors } : {}) }),
  });
}

function asItems(body: unknown): unknown[] {
  if (Array.isArray(body) && body.length >= 1 && body.length <= MAILS_MOST) return body;
  throw new ResendError("validation_error", `A batch is an array of 1 to ${MAILS_MOST} mails.`);
}

function sift(items: unknown[]): { mails: Mail[]; errors: ItemError[] } {
  const mails: Mail[] = [];
  const errors: ItemError[] = [];
  for (const [index, item] of items.entries()) {
    try {
      mails.push(acceptable(parseItem(item)));
    } catch (error) {
      if (!(error instanceof ResendError)) throw error;
      errors.push({ index, message: error.message });
    }
  }
  return { mails, errors };
}

function acceptable(mail: Mail): Mail {
  if (!rejectsForGood(faultsOf(recipientsOf(mail)))) return mail;
  throw new ResendError("validation_error", "This recipient is rejected on purpose (local fault).");
}

function parseItem(item: unknown): Mail {
  const mail = parseMail(item);
  if (mail.attachments.length === 0 && mail.scheduledAt === null) return mail;
  throw new ResendError("validation_error", "A batch takes neither `attachments` nor `scheduled_at`.");
}
