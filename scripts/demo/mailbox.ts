import { z } from "zod";
import { requestJson } from "./json-request";

/** How the app names a mail to the mail server: after its job. */
const key = z.templateLiteral([z.uuid(), "-mail"]);

const mails = z.array(
  z
    .object({
      to: z.array(z.string()),
      idempotencyKey: key,
      requests: z.array(z.object({ status: z.number().nullable() })),
    })
    .transform(({ idempotencyKey, ...mail }) => ({ ...mail, jobId: idempotencyKey.replace(/-mail$/, "") })),
);

/** A mail that the mail server has accepted, and every request about it, refused ones included. */
export type Mail = z.output<typeof mails>[number];

/** Every mail in the mailbox, oldest first. */
export function readMailbox(mailboxUrl: string): Promise<Mail[]> {
  return requestJson(`${mailboxUrl}/_dev/mails`, mails);
}
