import type { Transaction } from "@/lib/db/database";
import type { JobContext } from "@/lib/jobs/handle";

/** An event whose signature was right. */
export type VerifiedEvent = {
  /** The provider's own, the same each time that it is sent. */
  id: string;
  type: string;
  /** When the provider says that it happened; null where it does not say. */
  occurredAt: Date | null;
  data: unknown;
};

/** What is done about one type of event: in the transaction that ends its job, so once. */
export type EventHandler = (
  tx: Transaction,
  event: VerifiedEvent,
  enqueue: JobContext["enqueue"],
) => Promise<void>;

/** Somebody who sends us events. */
export type WebhookSource = {
  /**
   * @param body as it came, byte for byte.
   * @returns null for a signature that is wrong, too old, too new or not there, and for what is no event.
   */
  verify(body: string, headers: Headers): VerifiedEvent | null;
  /** By type; `*` for all others. What has none is kept, and marked as unhandled. */
  handlers: Readonly<Record<string, EventHandler>>;
};

/** By name. A source without a secret in the environment is left out. */
export type WebhookSources = ReadonlyMap<string, WebhookSource>;
