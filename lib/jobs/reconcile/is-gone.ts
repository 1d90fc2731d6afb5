import { QstashError } from "@upstash/qstash";
import { callQStash } from "@/lib/qstash/client";

/**
 * True when QStash says that it has no such message (any more). Only its plain 404 counts: while it cannot be
 * asked, the message may be alive, and a second one would double a job that merely waits its turn.
 */
export async function isGone(messageId: string | null): Promise<boolean> {
  if (messageId === null) return true;
  try {
    await callQStash((client) => client.messages.get(messageId));
    return false;
  } catch (error) {
    return error instanceof QstashError && error.status === 404;
  }
}
