import { type Conversations, createConversations } from "./conversations";
import { createIdempotencyKeys, type IdempotencyKeys } from "./idempotency-keys";
import { createMailbox, type Mailbox } from "./mailbox";
import { createRateLimit, type RateLimit } from "./rate-limit";

const MEGABYTE = 1024 * 1024;

export type ResendLocalOptions = {
  /** Requests a second before 429; unlimited when unset. Resend itself allows 5. */
  requestsPerSecond?: number;
  /** The only key to accept; any key that begins with `re_` when unset. */
  apiKey?: string;
  /** Mails kept, the newest ones. Default 10,000, and never more than 256 MB of content. */
  mailsMost?: number;
  /** The clock, in milliseconds; for tests of what takes a day. Default `Date.now`. */
  now?: () => number;
};

/** Everything the server remembers, all of it in memory and bounded. */
export type ResendLocal = {
  mailbox: Mailbox;
  keys: IdempotencyKeys;
  conversations: Conversations;
  rateLimit: RateLimit;
  apiKey: string | null;
  now: () => number;
  /** Aborts when the server closes, so that no delay outlives it. */
  closing: AbortSignal;
};

export function createResendLocal(options: ResendLocalOptions, closing: AbortSignal): ResendLocal {
  const now = options.now ?? Date.now;
  return {
    mailbox: createMailbox({ mailsMost: options.mailsMost ?? 10_000, bytesMost: 256 * MEGABYTE }),
    keys: createIdempotencyKeys({ most: 100_000, now }),
    conversations: createConversations(100_000),
    rateLimit: createRateLimit({ perSecond: options.requestsPerSecond ?? null, now }),
    apiKey: options.apiKey ?? null,
    now,
    closing,
  };
}
