import { createHash } from "node:crypto";
import { limits } from "../limits";
import type { Table } from "../storage/storage";
import type { DeliverySpec } from "./delivery-spec";

/** Which deduplication ids are taken. Account-wide, whatever becomes of the message (protocol §7.3). */
export type Deduplication = {
  /** The message that took this id within the last ten minutes. */
  find(id: string, nowMs: number): string | undefined;
  take(id: string, messageId: string, nowMs: number): void;
};

/** An id and who has it, until when. */
export type TakenId = { id: string; messageId: string; until: number };

export function createDeduplication(taken: Table<TakenId>): Deduplication {
  /** All windows are equally long, so the oldest entries end first. */
  function forgetEnded(nowMs: number): void {
    for (const { id, until } of taken.values()) {
      if (until > nowMs) return;
      taken.delete(id);
    }
  }

  return {
    find(id, nowMs) {
      forgetEnded(nowMs);
      const known = taken.get(id);
      // A clock that was set back leaves entries behind that end later than this one.
      return known && known.until > nowMs ? known.messageId : undefined;
    },
    take: (id, messageId, nowMs) => taken.set(id, { id, messageId, until: nowMs + limits.deduplicationMs }),
  };
}

/** What a publish says about its duplicates. */
export type DeduplicationOptions = { deduplicationId?: string; contentBasedDeduplication?: boolean };

/**
 * Under what a message is known to its duplicates; `undefined` when it has none. An explicit id wins. In a URL group
 * it holds for each endpoint by itself (register 15). No id contains a colon, so no two kinds of keys can be equal.
 */
export function deduplicationKey(spec: DeliverySpec, options: DeduplicationOptions): string | undefined {
  const { deduplicationId, contentBasedDeduplication } = options;
  if (deduplicationId !== undefined && spec.topicName === undefined) return deduplicationId;
  if (deduplicationId !== undefined) return `${deduplicationId}:${spec.url}`;
  return contentBasedDeduplication ? `content:${contentHash(spec)}` : undefined;
}

/** Over destination, body, `Content-Type` and forwarded headers, in whatever order they came. Source: protocol §3.5. */
function contentHash({ url, header, body }: DeliverySpec): string {
  const headers = [...header].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([url, headers]))
    .update(body)
    .digest("hex");
}
