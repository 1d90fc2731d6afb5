import { z } from "zod";
import { requestJson } from "./json-request";

const mails = z.array(
  z.object({
    to: z.array(z.string()),
    idempotencyKey: z.string().nullable(),
    requests: z.array(z.object({ status: z.number().nullable() })),
  }),
);

/** A mail that the mail server has accepted, and every request about it, refused ones included. */
export type Mail = z.output<typeof mails>[number];

/** Every mail in the mailbox, oldest first. */
export function readMailbox(mailboxUrl: string): Promise<Mail[]> {
  return requestJson(`${mailboxUrl}/_dev/mails`, mails);
}
