import { Resend } from "resend";
import { env } from "@/lib/env/env";
import { EffectRefused } from "@/lib/jobs/errors";
import { didNothing, sendError } from "./send-error";

/** A rendered mail, whom it goes to and whom it comes from: all that Resend compares under one key. */
export type OutgoingMail = {
  from: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  template: string;
};

type SendOptions = {
  /** Keeps mail programs from taking mails of different jobs for one conversation. */
  jobId: string;
  /** Within 24 hours Resend accepts one mail for it, however often it is sent. */
  idempotencyKey: string;
  /** Gives up waiting for the answer. */
  signal: AbortSignal;
};

/**
 * Sends a mail through Resend. The answer to the same mail and key is always the same mail.
 *
 * @returns Resend's id of the mail.
 * @throws {EffectRefused} caused by what `send-error.ts` tells, when Resend did nothing.
 * @throws {NonRetryableError} {@link RetryAfterError} Error as `send-error.ts` tells, or the signal's reason.
 */
export async function sendMail(
  { template, ...mail }: OutgoingMail,
  { jobId, idempotencyKey, signal }: SendOptions,
  resend: Resend = configuredResend(),
): Promise<string> {
  const { data, error, headers } = await resend.emails.send(
    { ...mail, tags: [{ name: "template", value: template }], headers: { "X-Entity-Ref-ID": jobId } },
    { idempotencyKey, signal },
  );
  if (data?.id) return data.id;
  // The SDK answers an abort as if the network had failed.
  signal.throwIfAborted();
  if (!error) throw new Error("Resend answered without an id.");
  const thrown = sendError({ error, headers });
  throw didNothing(error) ? new EffectRefused(thrown) : thrown;
}

let configured: Resend | undefined;

/** `RESEND_BASE_URL` leads to a local mailbox. */
function configuredResend(): Resend {
  configured ??= new Resend(env().RESEND_API_KEY, { baseUrl: env().RESEND_BASE_URL });
  return configured;
}
