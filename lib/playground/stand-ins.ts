import { env } from "@/lib/env/env";
import { isLoopback } from "@/lib/env/loopback";

/** The local services in place of the real ones, by their addresses. */
export type StandIns = {
  qstashUrl: string;
  /** Null where mails really go out. */
  mailboxUrl: string | null;
  /** Null where no sender of events is set up. */
  stripeSecret: string | null;
};

/** What this process works with on its own machine; null where QStash is the real one. */
export function standIns(): StandIns | null {
  const { BASE_URL, QSTASH_URL, RESEND_BASE_URL, STRIPE_WEBHOOK_SECRETS } = env();
  if (!isLoopback(QSTASH_URL) || !isLoopback(BASE_URL)) return null;
  return {
    qstashUrl: QSTASH_URL,
    mailboxUrl: isLoopback(RESEND_BASE_URL) ? (RESEND_BASE_URL ?? null) : null,
    stripeSecret: STRIPE_WEBHOOK_SECRETS[0] ?? null,
  };
}
