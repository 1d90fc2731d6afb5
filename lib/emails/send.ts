import { Resend } from "resend";
import { env } from "@/lib/env/env";
import { sendError } from "./send-error";

/** A rendered mail and whom it goes to. */
export type OutgoingMail = { to: string; subject: string; html: string; text: string; template: string };

type SendOptions = {
  /** The idempotency key: within 24 hours Resend accepts one mail for it, however often it is sent. */
  jobId: string;
  /** Gives up waiting for the answer. */
  signal: AbortSignal;
};

/** Where mails go and whom they come from; `RESEND_BASE_URL` leads to a local mailbox. */
export type Mailer = { resend: Resend; from: string };

/**
 * Sends a mail through Resend. The answer to the same mail and job id is always the same mail.
 *
 * @returns Resend's id of the mail.
 * @throws {NonRetryableError} {@link RetryAfterError} Error as `send-error.ts` tells, or the signal's reason.
 */
export async function sendMail(
  { template, ...mail }: OutgoingMail,
  { jobId, signal }: SendOptions,
  { resend, from }: Mailer = configuredMailer(),
): Promise<string> {
  const { data, error, headers } = await resend.emails.send(
    { ...mail, from, tags: [{ name: "template", value: template }], headers: { "X-Entity-Ref-ID": jobId } },
    { idempotencyKey: jobId, signal },
  );
  if (data?.id) return data.id;
  // The SDK answers an abort as if the network had failed.
  signal.throwIfAborted();
  throw error ? sendError({ error, headers }) : new Error("Resend answered without an id.");
}

let configured: Mailer | undefined;

function configuredMailer(): Mailer {
  configured ??= {
    resend: new Resend(env().RESEND_API_KEY, { baseUrl: env().RESEND_BASE_URL }),
    from: env().RESEND_FROM,
  };
  return configured;
}
